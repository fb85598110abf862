/** Where a secret may stand: never in the configuration itself. */
import { z } from 'zod';

const SECRET =
  'expected {file: PATH}, {credential: NAME} or {env: NAME}: secrets never stand in the configuration itself';

export const secretSchema = z.union(
  [
    z.strictObject({ file: z.string() }),
    z.strictObject({ credential: z.string() }),
    z.strictObject({ env: z.string() }),
  ],
  SECRET,
);

export type SecretConfig = z.infer<typeof secretSchema>;
