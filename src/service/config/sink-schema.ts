/** What a configuration may say of each kind of sink, with its defaults. */
import { z } from 'zod';
import { secretSchema } from './secret-schema.js';
import { duration } from './units.js';

/** Least trust that the sink wants of an event. */
const trust = z.enum(['verified', 'unverified']).default('unverified');
const url = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'expected an http or https address');
const urlWithoutSecret = url.refine(
  (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
  'expected an address without a user or password: secrets never stand in the configuration itself',
);

/** Where requests may go. */
const reach = {
  /** Plain HTTP shows events to whoever listens: allowed for this machine, and where one says so. */
  allowHttp: z.boolean().default(false),
  allowLinkLocal: z.boolean().default(false),
};

const email = z.strictObject({
  type: z.literal('email'),
  trust,
  from: z.string().min(3),
  to: z.array(z.string().min(3)).min(1),
  smtp: z.strictObject({
    host: z.string(),
    port: z.int().min(1).max(65535).optional(),
    tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    ca: z.string().optional(),
    user: z.string().optional(),
    password: secretSchema.optional(),
  }),
});

const webhook = z.strictObject({
  type: z.literal('webhook'),
  trust,
  url: z.union(
    [url, secretSchema],
    'expected an http or https address, or {file: PATH}, {credential: NAME} or {env: NAME}',
  ),
  secret: secretSchema.optional(),
  ...reach,
});

const labelName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "expected a label's name: letters, digits and _");

const alertmanager = z.strictObject({
  type: z.literal('alertmanager'),
  trust,
  /** Of all members of the cluster: each is told. */
  urls: z.array(urlWithoutSecret).min(1),
  /** An alert ends so long after it was last sent; it is sent again in time while the incident is open. */
  hold: duration(60_000).default(1_800_000),
  /** Added to every alert, e.g. the cluster. */
  labels: z.record(labelName, z.string().min(1)).default({}),
  basic: z.strictObject({ user: z.string().min(1), password: secretSchema }).optional(),
  bearer: secretSchema.optional(),
  ...reach,
});

const pagerduty = z.strictObject({
  type: z.literal('pagerduty'),
  trust,
  routingKey: secretSchema,
  url: urlWithoutSecret.default('https://events.pagerduty.com/v2/enqueue'),
  /** Shown with the alert: runbooks, dashboards. `{host}` stands for the host. */
  links: z
    .array(z.strictObject({ text: z.string().min(1).max(200), href: url }))
    .max(20)
    .default([]),
  ...reach,
});

const otlp = z.strictObject({
  type: z.literal('otlp'),
  trust,
  /** Without a path, `/v1/logs` is added. */
  url: urlWithoutSecret,
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "expected a header's name"), secretSchema)
    .default({}),
  ...reach,
});

const command = z.strictObject({
  type: z.literal('command'),
  trust,
  /** Program and arguments; no shell. */
  command: z.array(z.string().regex(/^[^\0]*$/, 'expected text without NUL')).min(1),
  timeout: duration(1000).default(30_000),
});

export const sinkSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('slack'),
    trust,
    token: secretSchema,
    channel: z.string().min(1),
    apiUrl: url.optional(),
  }),
  z.strictObject({ type: z.literal('slack-webhook'), trust, url: secretSchema }),
  email,
  webhook,
  z.strictObject({ type: z.literal('ndjson'), trust, path: z.string() }),
  alertmanager,
  pagerduty,
  otlp,
  z.strictObject({ type: z.literal('journald'), trust }),
  command,
]);

export type SinkConfig = z.infer<typeof sinkSchema>;
