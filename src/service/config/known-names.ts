/** The names that the configuration may have at a place in it, out of its schema: for suggestions where one is mistyped. */
import { toJSONSchema } from 'zod';
import { configSchema } from './schema.js';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly const?: unknown;
  readonly required?: readonly string[];
}

/** `value`: what stands at the place, since what is there decides what may stand beside it. */
export function knownNames(path: readonly string[], value: unknown): readonly string[] {
  let schemas = alternatives(toJSONSchema(configSchema, { io: 'input' }) as Schema);
  for (const part of path) schemas = schemas.flatMap((schema) => below(schema, part)).flatMap(alternatives);
  const there = typeof value === 'object' && value !== null ? { ...value } : {};
  const fitting = schemas.filter((schema) => isMeant(schema, there));
  return [...new Set(fitting.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Kinds with a type go by it, whatever is missing; others by the names that each of them must have. */
function isMeant({ properties, required }: Schema, there: Readonly<Record<string, unknown>>): boolean {
  const type = properties?.type?.const;
  if (type !== undefined) return there.type === undefined || there.type === type;
  return (required ?? []).every((name) => Object.hasOwn(there, name));
}

function alternatives(schema: Schema): readonly Schema[] {
  const others = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...others.flatMap(alternatives)];
}

function below({ properties, additionalProperties, items }: Schema, part: string): readonly Schema[] {
  const named = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined;
  const any = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return [named ?? any, /^\d+$/.test(part) ? items : undefined].filter((one) => one !== undefined);
}
