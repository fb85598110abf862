/**
 * The logs inside a tar archive (sosreport, must-gather), chosen by their names. Journals come last, merged, as they can
 * only be put in order once all are there.
 */
import type { ByteSource } from '../container/byte-source.js';
import { InputDamage } from '../container/input-damage.js';
import { isJournalName, isLogName } from '../container/log-names.js';
import { readTar } from '../container/tar/tar.js';
import type { OpenedInput } from './input.js';
import { innerLayer, type Layer, problemOf } from './layer.js';
import { Spool } from './spool.js';
import { readSpooled, type SpooledJournal } from './spooled-journals.js';

const NO_LOGS =
  'the archive holds no logs (looked for dmesg*, messages*, syslog*, kern*, console*, *.log, *.journal)';

type OpenMember = (data: ByteSource, layer: Layer) => AsyncIterable<OpenedInput>;

export async function* openArchive(
  source: ByteSource,
  layer: Layer,
  open: OpenMember,
): AsyncGenerator<OpenedInput> {
  const spool = new Spool();
  const journals: SpooledJournal[] = [];
  let damage: InputDamage | null = null;
  let logs = 0;
  try {
    try {
      for await (const { path: member, data, modified, sizeBytes } of readTar(source)) {
        if (!isLogName(member) || sizeBytes === 0) continue;
        logs++;
        const path = `${layer.path}!${member}`;
        if (isJournalName(member)) journals.push({ ...(await spool.add(data)), name: path });
        else yield* open(data, innerLayer(layer, { path, modified, container: 'tar' }));
      }
    } catch (error) {
      if (!(error instanceof InputDamage)) throw error;
      damage = error;
    }
    if (journals.length > 0) yield readSpooled(journals, { ...layer, container: 'tar' });
    if (damage !== null) yield problemOf(layer, damage.message);
    else if (logs === 0) yield problemOf(layer, NO_LOGS);
  } finally {
    await spool.remove();
  }
}
