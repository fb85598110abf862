import { describe, expect, it } from 'vitest';
import { hiddenZone, judgeZones } from '../../src/diagnosis/watermarks.js';
import type { Trigger, Zone } from '../../src/report/event.js';
import { KiB, memory, node, report, trigger, zone } from '../kit/build-report.js';

function judge(zones: readonly Zone[], asked: Partial<Trigger>) {
  const event = report({ trigger: trigger(asked), memory: memory(1000, {}, { nodes: [node(zones)] }) });
  return judgeZones(event);
}

const verdicts = (zones: readonly Zone[], asked: Partial<Trigger>) =>
  judge(zones, asked).map(({ verdict }) => verdict);

describe('the verdict on a zone', () => {
  it('needs more than min', () => {
    expect(verdicts([zone('Normal', 100, 100)], {})).toEqual(['below']);
    expect(verdicts([zone('Normal', 104, 100)], {})).toEqual(['passes']);
  });

  it('adds what the zone keeps back from the zone that was asked for', () => {
    const dma32 = zone('DMA32', 1000, 100, {}, { lowmemReservePages: [0, 0, 500, 500, 500] });
    expect(judge([dma32], { gfpFlags: ['GFP_KERNEL'] })[0]).toMatchObject({
      verdict: 'below',
      reserveBytes: 2000 * KiB,
    });
    expect(judge([dma32], { gfpFlags: ['GFP_DMA32'] })[0]).toMatchObject({
      verdict: 'passes',
      reserveBytes: 0,
    });
  });

  it('knows the zones of 32-bit kernels', () => {
    const normal = zone('Normal', 1000, 100, {}, { lowmemReservePages: [0, 0, 500, 500] });
    const high = zone('HighMem', 1000, 100);
    expect(verdicts([normal, high], { gfpFlags: ['GFP_KERNEL'] })).toEqual(['passes', 'not-allowed']);
    expect(verdicts([normal, high], { gfpFlags: ['GFP_HIGHUSER_MOVABLE'] })).toEqual(['below', 'passes']);
    const arm = zone('Normal', 1000, 100, {}, { lowmemReservePages: [0, 500, 500] });
    expect(verdicts([arm, high], { gfpFlags: ['GFP_KERNEL'] })).toEqual(['passes', 'not-allowed']);
  });

  it('keeps back blocks of every size on kernels up to 4.3', () => {
    // 100 KiB beyond the mark; without single pages 40 KiB are left, of 50 that have to be.
    const scattered = [zone('Normal', 200, 100, { 0: [40, null], 1: [1, null], 2: [2, null] })];
    const old = { gfpFlags: ['__GFP_WAIT', '__GFP_IO', '__GFP_FS'] };
    expect(verdicts(scattered, { ...old, order: 2 })).toEqual(['no-block']);
    expect(verdicts(scattered, { ...old, order: 0 })).toEqual(['passes']);
    expect(verdicts(scattered, { gfpFlags: ['GFP_KERNEL'], order: 2 })).toEqual(['passes']);
    const whole = [zone('Normal', 200, 100, { 0: [2, null], 2: [12, null] })];
    expect(verdicts(whole, { ...old, order: 2 })).toEqual(['passes']);
  });

  it('knows the empty DMA32 zone of old 32-bit kernels', () => {
    const zones = [
      zone('DMA', 3588, 68, {}, { lowmemReservePages: [0, 0, 880, 17_392] }),
      zone('DMA32', 0, 0, {}, { counters: { present: 0 } }),
      zone('Normal', 492, 3756, {}, { lowmemReservePages: [0, 0, 0, 132_096] }),
      zone('HighMem', 7_957_608, 512),
    ];
    const seen = judge(zones, { gfpFlags: ['__GFP_WAIT', '__GFP_IO', '__GFP_FS'] });
    expect(seen.map((one) => [one.zone, one.verdict])).toEqual([
      ['DMA', 'below'],
      ['Normal', 'below'],
      ['HighMem', 'not-allowed'],
    ]);
  });

  it('wants a block of the order, on a list that may be used', () => {
    const of = (types: string) => [zone('Normal', 10_000, 100, { 0: [500, 'U'], 4: [3, types] })];
    const order3 = { order: 3, gfpFlags: ['GFP_KERNEL'] };
    expect(verdicts(of('M'), order3)).toEqual(['passes']);
    expect(verdicts(of('C'), order3)).toEqual(['no-block']);
    expect(verdicts(of('H'), order3)).toEqual(['no-block']);
    expect(verdicts(of('I'), order3)).toEqual(['no-block']);
    expect(verdicts(of('C'), { order: 3, gfpFlags: ['GFP_HIGHUSER_MOVABLE'] })).toEqual(['passes']);
    expect(verdicts(of('M'), { order: 5, gfpFlags: ['GFP_KERNEL'] })).toEqual(['no-block']);
    expect(verdicts(of('M'), { order: 0, gfpFlags: ['GFP_KERNEL'] })).toEqual(['passes']);
  });

  it('leaves CMA to movable allocations and the highatomic reserve alone', () => {
    const cma = [zone('Normal', 10_000, 100, {}, { counters: { free_cma: 9950 * KiB } })];
    expect(judge(cma, { gfpFlags: ['GFP_KERNEL'] })[0]).toMatchObject({
      verdict: 'below',
      usableBytes: 50 * KiB,
    });
    expect(verdicts(cma, { gfpFlags: ['GFP_HIGHUSER_MOVABLE'] })).toEqual(['passes']);
    const reserve = [zone('Normal', 10_000, 100, {}, { counters: { reserved_highatomic: 9950 * KiB } })];
    expect(verdicts(reserve, {})).toEqual(['below']);
    const inUse = [
      zone('Normal', 10_000, 100, {}, { counters: { reserved_highatomic: 9950 * KiB, free_highatomic: 0 } }),
    ];
    expect(verdicts(inUse, {})).toEqual(['passes']);
  });

  it('only looks at nodes the allocation may use', () => {
    const event = report({
      trigger: trigger({ memsAllowed: '0-2', nodemask: '1' }),
      memory: memory(
        1000,
        {},
        {
          nodes: [node([zone('Normal', 10, 100)]), node([zone('Normal', 1000, 100)], { node: 1 })],
        },
      ),
    });
    expect(judgeZones(event).map(({ verdict }) => verdict)).toEqual(['not-allowed', 'passes']);
  });

  it('says nothing where flags or watermarks are missing', () => {
    expect(verdicts([zone('Normal', 100, 100)], { gfpFlags: [] })).toEqual([]);
    expect(verdicts([zone('Normal', 100, 100, {}, { minBytes: null })], {})).toEqual([]);
    expect(judgeZones(report({ trigger: trigger() }))).toEqual([]);
  });

  it('takes decoded flags where the kernel printed none', () => {
    const asked = { gfpFlags: [], derived: { gfpFlags: ['GFP_KERNEL'] } };
    expect(verdicts([zone('Normal', 104, 100)], asked)).toEqual(['passes']);
  });
});

describe('a zone that is not shown', () => {
  const hidden = (zones: readonly Zone[], asked: Partial<Trigger>, highmemPages = 0) =>
    hiddenZone(
      report({ trigger: trigger(asked), memory: memory(1000, {}, { highmemPages, nodes: [node(zones)] }) }),
    );
  const dma32 = (...lowmemReservePages: number[]) => [zone('DMA32', 1000, 100, {}, { lowmemReservePages })];

  it('is known from what lower ones keep back for it', () => {
    expect(hidden(dma32(0, 0, 0, 245, 245), { gfpFlags: ['GFP_HIGHUSER'] })).toBe('Movable');
    expect(hidden(dma32(0, 0, 0, 0, 0), { gfpFlags: ['GFP_HIGHUSER'] })).toBeNull();
    expect(hidden(dma32(0, 0, 0, 245, 245), { gfpFlags: ['GFP_HIGHUSER_MOVABLE'] })).toBeNull();
  });

  it('is HighMem where the machine has some, which the arithmetic of the others knows too', () => {
    const zones = [
      zone('DMA', 1000, 100, {}, { lowmemReservePages: [0, 800, 1500, 1500] }),
      zone('Normal', 1000, 100, {}, { lowmemReservePages: [0, 0, 5600, 5600] }),
    ];
    expect(hidden(zones, { gfpFlags: ['GFP_KERNEL'] }, 180_000)).toBe('HighMem');
    const event = report({
      trigger: trigger({ gfpFlags: ['GFP_KERNEL'] }),
      memory: memory(1000, {}, { highmemPages: 180_000, nodes: [node(zones)] }),
    });
    expect(judgeZones(event)[0]).toMatchObject({ zone: 'DMA', reserveBytes: 3200 * KiB });
  });

  it('may be the only one of a node', () => {
    const zones = dma32(0, 0, 0, 0, 0);
    expect(hidden(zones, { gfpFlags: ['GFP_KERNEL'], memsAllowed: '0-1' })).toBe('Movable');
    expect(hidden(zones, { gfpFlags: ['GFP_KERNEL'], memsAllowed: '0' })).toBeNull();
  });
});
