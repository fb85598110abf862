/** What a configuration may say of a source: read on this machine, or sent by others. */
import { z } from 'zod';
import { isListenAddress } from '../../source/receive/listen-address.js';
import { secretSchema } from './secret-schema.js';

const listen = z.string().refine(isListenAddress, 'expected ADDRESS:PORT, with a port from 1 to 65535');
const isSyslogAddress = (text: string): boolean =>
  /^(?:udp|tcp|tls):\/\//.test(text) && isListenAddress(text.slice(6));

export const sourceSchema = z.union(
  [
    z.enum(['auto', 'kmsg', 'journal', 'journalctl', 'stdin']),
    z.strictObject({ file: z.string(), poll: z.boolean().default(false) }),
    z.strictObject({ device: z.string() }),
    z.strictObject({ journal: z.string() }),
    z.strictObject({
      /** Where to listen for other machines' syslog. */
      syslog: z
        .string()
        .refine(
          isSyslogAddress,
          'expected udp://, tcp:// or tls:// and ADDRESS:PORT, with a port from 1 to 65535',
        ),
      /** PEM files; for tls:// only. */
      cert: z.string().optional(),
      key: secretSchema.optional(),
      /** Only clients with a certificate of this authority are let in. */
      clientCa: z.string().optional(),
    }),
    z.strictObject({ netconsole: listen }),
    z.strictObject({
      http: listen,
      token: secretSchema.optional(),
      /** Requests a second of one sender. */
      rate: z.int().min(1).max(10_000).default(100),
      cert: z.string().optional(),
      key: secretSchema.optional(),
      /** Only clients with a certificate of this authority are let in. */
      clientCa: z.string().optional(),
    }),
  ],
  'expected auto, kmsg, journal, journalctl, stdin, {file: PATH}, {device: PATH} (a pipe or serial line), {journal: DIRECTORY}, {syslog: udp://ADDRESS:PORT}, {netconsole: ADDRESS:PORT} or {http: ADDRESS:PORT}',
);
