/** The drawing of a mail as a picture: drawn with its text, and by nothing that a log can say kept from being drawn. */
import { describe, expect, it } from 'vitest';
import { chartPicture } from '../../src/delivery/email/chart-picture.js';
import { mailChart } from '../../src/render/mail/chart.js';
import { viewEvent } from '../../src/render/view.js';
import type { OomEvent } from '../../src/report/event.js';
import { HOSTILE, hostileEvent } from '../kit/hostile.js';
import { postgresPool } from '../kit/sample-events.js';

const isInstalled =
  (await chartPicture('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')) !== null;
const why = isInstalled ? '' : ' (skipped: the optional @resvg/resvg-js has no build for this platform)';

const drawingOf = (event: OomEvent): string => mailChart(viewEvent(event))?.svg ?? '';
const sizeOf = (png: Uint8Array | null): readonly number[] => {
  const view = new DataView(Uint8Array.from(png ?? []).buffer);
  return [view.getUint32(16), view.getUint32(20)];
};

describe.skipIf(!isInstalled)(`chartPicture${why}`, () => {
  it('is a PNG of the drawing, with its text', async () => {
    const svg = drawingOf(postgresPool());
    const png = await chartPicture(svg);
    const [width = 0, height = 0] = sizeOf(png);
    expect(
      Buffer.from(png ?? [])
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect([width, height]).toEqual([900, (mailChart(viewEvent(postgresPool()))?.height ?? 0) * 1.5]);
    // Without its font the renderer leaves the text out, and the picture is much smaller.
    const bare = await chartPicture(svg.replaceAll(/<text.*?<\/text>/gs, ''));
    expect(png?.length).toBeGreaterThan(4 * (bare?.length ?? 0));
  });

  it.each(HOSTILE)('is drawn for $aim', async ({ text }) => {
    const event = hostileEvent(text);
    const hostile = drawingOf({ ...postgresPool(), tasks: [...event.tasks, ...postgresPool().tasks] });
    expect(hostile).not.toMatch(/<(?:script|image|foreignObject|use|a)\b/);
    expect(sizeOf(await chartPicture(hostile))[0]).toBe(900);
  });

  it('is left out where the drawing cannot be read', async () => {
    expect(await chartPicture('<svg')).toBe(null);
  });
});
