/** What a configuration file may say, with every default. Unknown names are errors, since a typo must not mean silence. */
import { z } from 'zod';
import { sinkSchema } from './sink-schema.js';
import { sourceSchema } from './source-schema.js';
import { duration, size } from './units.js';

export { type SecretConfig, secretSchema } from './secret-schema.js';
export type { SinkConfig } from './sink-schema.js';

const identitySchema = z.strictObject({
  runtime: z.string().optional(),
  qosClass: z.string().optional(),
  podUid: z.string().optional(),
  containerId: z.string().optional(),
  unit: z.string().optional(),
  slice: z.string().optional(),
  user: z.string().optional(),
});

const routeSchema = z.strictObject({
  match: z
    .strictObject({
      host: z.string().optional(),
      scope: z.enum(['system', 'memcg', 'cpuset', 'mempolicy', 'unknown']).optional(),
      /** At least. */
      severity: z.enum(['info', 'warning', 'critical']).optional(),
      cgroup: z.string().optional(),
      program: z.string().optional(),
      killer: z.string().optional(),
      trust: z.enum(['verified']).optional(),
      identity: identitySchema.optional(),
    })
    .default({}),
  sinks: z.array(z.string()).min(1),
});

const groupingSchema = z.strictObject({
  wait: duration().default(10_000),
  replyEvery: duration(1000).default(900_000),
  quiet: duration(1000).default(1_800_000),
  remind: duration(60_000).default(14_400_000),
  mailDigest: duration(60_000).default(3_600_000),
  /** Messages to one sink within ten minutes that make a storm. */
  storm: z.int().min(1).default(20),
});

const storageSchema = z.strictObject({
  directory: z.string().optional(),
  keep: duration(3_600_000).default(90 * 86_400_000),
  maxSize: size.default(512e6),
});

/** What is sampled on the machine itself, for the report of a kill on it. */
const momentSchema = z
  .union(
    [
      z.literal('off'),
      z.strictObject({
        arguments: z.enum(['redacted', 'full', 'none']).default('redacted'),
        silentDeaths: z.boolean().default(true),
      }),
    ],
    'expected off, or {arguments: redacted|full|none, silentDeaths: true|false}',
  )
  .prefault({});

export const configSchema = z.strictObject({
  host: z.string().min(1).optional(),
  sources: z.array(sourceSchema).min(1).default(['auto']),
  sinks: z
    .record(
      z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/i, 'expected a name of letters, digits and -'),
      sinkSchema,
    )
    .default({}),
  routes: z.array(routeSchema).optional(),
  grouping: groupingSchema.prefault({}),
  storage: storageSchema.prefault({}),
  http: z
    .union([
      z.literal('off'),
      z.strictObject({
        listen: z
          .string()
          .regex(/^.+:\d+$/, 'expected ADDRESS:PORT')
          .refine((text) => Number(text.replace(/^.*:/, '')) <= 65_535, 'expected a port up to 65535'),
      }),
    ])
    .prefault({ listen: '127.0.0.1:9844' }),
  moment: momentSchema,
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type RouteConfig = NonNullable<Config['routes']>[number];
export type SourceConfig = Config['sources'][number];
