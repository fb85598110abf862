/**
 * A table in an object, as SQL over HTTP answers: the names of the columns in one member, each row a list in another
 * (OpenSearch, Elasticsearch, Kusto, ClickHouse, InfluxDB) -> an object for each row.
 */
import { isObject } from '../../base/is-object.js';
import { membersOf } from '../delimited.js';
import type { JsonObject } from '../journal-entry.js';

const NAME_MEMBERS = ['columns', 'schema', 'meta', 'fields'];
const ROW_MEMBERS = ['rows', 'datarows', 'data', 'values'];

/** Null where the object is no table with a column of log lines. */
export function rowsOfTable(value: JsonObject): readonly JsonObject[] | null {
  const names = NAME_MEMBERS.map((member) => namesOf(value[member])).find((found) => found !== null);
  const rows = ROW_MEMBERS.map((member) => value[member]).find(isListOfLists);
  if (names === undefined || names === null || rows === undefined) return null;
  const members = membersOf(names);
  return members.includes('message') ? rows.map((row) => objectOf(members, row)) : null;
}

function namesOf(list: unknown): readonly string[] | null {
  if (!Array.isArray(list) || list.length === 0) return null;
  const names = list.map((column) => (isObject(column) ? column.name : column));
  return names.every((name) => typeof name === 'string') ? names : null;
}

function isListOfLists(list: unknown): list is readonly (readonly unknown[])[] {
  return Array.isArray(list) && list.length > 0 && list.every(Array.isArray);
}

function objectOf(members: readonly (string | null)[], row: readonly unknown[]): JsonObject {
  const cells = members.flatMap((member, index) => (member === null ? [] : [[member, row[index]]]));
  return Object.fromEntries(cells);
}
