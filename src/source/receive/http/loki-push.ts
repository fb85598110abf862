/**
 * What agents push to Loki (Promtail, Alloy, Fluent Bit, Vector, Docker's driver) -> one JSON line for each entry. As protobuf,
 * which most send, the body is one block of snappy.
 */
import { isObject } from '../../../base/is-object.js';
import { type MessageShape, readMessage } from './protobuf-message.js';
import { isoOf, type RecordLines, recordLine } from './record-line.js';
import { unsnappy } from './unsnappy.js';

type Labels = Readonly<Record<string, unknown>>;

/** `__journal__hostname` and the like are often relabelled to one of these. */
const HOST_LABELS = ['hostname', 'host', 'nodename', 'node_name', 'node', 'instance'];
const PROGRAM_LABELS = ['syslog_identifier', 'SYSLOG_IDENTIFIER', 'appname', 'app_name', 'ident', 'program'];

const ENTRY: MessageShape = {
  fields: {
    1: {
      name: 'timestamp',
      kind: { fields: { 1: { name: 'seconds', kind: 'integer' }, 2: { name: 'nanos', kind: 'integer' } } },
    },
    2: { name: 'line', kind: 'text' },
  },
};
const PUSH: MessageShape = {
  fields: {
    1: {
      name: 'streams',
      isRepeated: true,
      kind: {
        fields: {
          1: { name: 'labels', kind: 'text' },
          2: { name: 'entries', isRepeated: true, kind: ENTRY },
        },
      },
    },
  },
};

interface ProtobufPush {
  readonly streams?: readonly {
    readonly labels?: string;
    readonly entries?: readonly {
      readonly timestamp?: { readonly seconds?: string; readonly nanos?: string };
      readonly line?: string;
    }[];
  }[];
}

/** The push as the object that it is in JSON. Throws `BadProtobuf`. */
export function lokiFromProtobuf(body: Uint8Array): unknown {
  const { streams = [] } = readMessage(unsnappy(body), PUSH) as ProtobufPush;
  return {
    streams: streams.map(({ labels = '', entries = [] }) => ({
      stream: labelsIn(labels),
      values: entries.map(({ timestamp, line = '' }) => [
        `${timestamp?.seconds ?? '0'}${(timestamp?.nanos ?? '').padStart(9, '0')}`,
        line,
      ]),
    })),
  };
}

/** `{job="journal", host="web1"}`. */
function labelsIn(text: string): Labels {
  const pairs = [...text.matchAll(/([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(pairs.map(([, name, value = '']) => [name, value.replace(/\\(.)/g, '$1')]));
}

/** Null where the value is no push. */
export function linesOfLoki(value: unknown): RecordLines | null {
  const streams = isObject(value) ? value.streams : null;
  if (!Array.isArray(streams) || !streams.every(isObject)) return null;
  const all = streams.flatMap(({ stream, values }) => {
    const labels = isObject(stream) ? stream : {};
    return Array.isArray(values) ? values.map((pair) => lineOf(pair, labels)) : [];
  });
  const lines = all.filter((line) => line !== null);
  return { lines, rejected: all.length - lines.length };
}

/** The third of an entry, structured metadata, may name what the labels do not. */
function lineOf(entry: unknown, labels: Labels): string | null {
  if (!Array.isArray(entry) || typeof entry[1] !== 'string') return null;
  const [nanoseconds, line, more] = entry as [unknown, string, unknown];
  const marks = isObject(more) ? { ...more, ...labels } : labels;
  const program = labelOf(marks, PROGRAM_LABELS);
  return recordLine(line, {
    time: isoOf(nanoseconds),
    host: labelOf(marks, HOST_LABELS),
    program: program ?? (labelOf(marks, ['transport', '_TRANSPORT']) === 'kernel' ? 'kernel' : null),
  });
}

function labelOf(labels: Labels, names: readonly string[]): string | null {
  const name = names.find((one) => typeof labels[one] === 'string' && labels[one] !== '');
  return name === undefined ? null : (labels[name] as string);
}
