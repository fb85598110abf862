/** A moment as the service takes it down on a machine with cgroups of version 2: a shop's Java that filled its unit within a minute. */
import type { Moment, MomentTask } from '../../src/report/moment.js';

const MIB = 1024 * 1024;
const SHOP = '/system.slice/shop.service';

const shop: MomentTask = {
  ...{ pid: 4711, comm: 'java', isRedacted: true, cgroup: SHOP, unit: 'shop.service' },
  commandLine: '/usr/bin/java -Ddb.password=*** -Xmx3g -jar /srv/shop/shop-server-2.14.jar --profile=prod',
  ...{ startedAt: '2026-11-27T02:11:09.120Z', rssBytes: 2010 * MIB, offsetSeconds: -0.412 },
};

/** Memory of the unit: calm for four minutes, then full within forty seconds. */
const unitPoints = Array.from({ length: 60 }, (_, index) => {
  const offset = -295.4 + index * 5;
  const grown = Math.max(0, offset + 40) / 40;
  return [
    Math.round(offset * 1000) / 1000,
    Math.round((610 + (index % 3) * 2 + grown * 1420) * MIB),
  ] as const;
});

const machinePoints = unitPoints.map(([offset, bytes]) => [offset, bytes + 5200 * MIB] as const);

export const SAMPLE_MOMENT: Moment = {
  takenAt: '2026-11-27T09:00:00.184Z',
  killTimeSource: 'boot-clock',
  host: {
    offsetSeconds: 0.172,
    meminfo: {
      ...{ MemTotal: 16_000 * MIB, MemFree: 6100 * MIB, MemAvailable: 9800 * MIB },
      ...{ SwapTotal: 2048 * MIB, SwapFree: 1900 * MIB },
    },
    pressure: {
      some: { avg10: 3.2, avg60: 0.8, avg300: 0.2, totalSeconds: 71.2 },
      full: { avg10: 2.9, avg60: 0.7, avg300: 0.2, totalSeconds: 60.1 },
    },
  },
  cgroups: [
    {
      ...{ role: 'limit', path: SHOP, readPath: SHOP, version: 2, offsetSeconds: 0.173 },
      ...{ currentBytes: 41 * MIB, peakBytes: 2048 * MIB, maxBytes: 2048 * MIB, highBytes: null },
      unlimited: ['high'],
      events: { low: 0, high: 0, max: 412, oom: 1, oom_kill: 1, oom_group_kill: 0 },
      pressure: null,
    },
  ],
  victims: [shop],
  largest: [
    shop,
    {
      ...{ pid: 902, comm: 'postgres', isRedacted: false, cgroup: '/system.slice/postgresql.service' },
      ...{ unit: 'postgresql.service', startedAt: '2026-11-20T06:00:02.000Z', rssBytes: 1411 * MIB },
      ...{ commandLine: '/usr/lib/postgresql/15/bin/postgres -D /var/lib/postgresql/15/main' },
      offsetSeconds: -0.412,
    },
    {
      ...{ pid: 1, comm: 'systemd', isRedacted: false, cgroup: '/init.scope', unit: 'init.scope' },
      ...{
        startedAt: '2026-11-20T06:00:00.000Z',
        rssBytes: 12 * MIB,
        commandLine: null,
        offsetSeconds: -3.1,
      },
    },
  ],
  series: [
    {
      ...{ measure: 'current', path: SHOP, limitBytes: 2048 * MIB, points: unitPoints },
      derived: {
        growth: { kind: 'sudden', fromBytes: 612 * MIB, toBytes: 2015 * MIB, seconds: 40 },
      },
    },
    {
      ...{ measure: 'used', path: null, limitBytes: 16_000 * MIB, points: machinePoints },
      derived: {
        growth: { kind: 'sudden', fromBytes: 5812 * MIB, toBytes: 7215 * MIB, seconds: 40 },
      },
    },
  ],
  notes: ['what <b>is</b> noted stands *here*'],
};
