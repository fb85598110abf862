/** PostgreSQL: many backends, each with its own work memory, around one set of shared buffers. */
import { formatBytes } from '../../base/units.js';
import { advise } from '../finding.js';
import { poolArithmetic, poolSize, type Situation } from './situation.js';
import type { Workload } from './workload.js';

export const postgresql: Workload = {
  id: 'postgresql',
  name: 'PostgreSQL',
  programs: /^(?:postgres|postmaster|edb-postgres|patroni_postgr)/,
  cost:
    'Killing one backend drops every connection and forces crash recovery; killing the postmaster leaves the database down, with ' +
    'asynchronous replicas committed transactions can be lost, and a failover may follow.',
  advice: (situation) => [
    ...sharedAdvice(situation),
    poolAdvice(situation),
    workMemoryAdvice(situation),
    protectAdvice(situation),
    ...pagesAdvice(situation),
  ],
};

function sharedAdvice({ isMostlyShared, sharedBytes, totalWord }: Situation) {
  if (!isMostlyShared) return [];
  return [
    advise(
      'Lower shared_buffers',
      `Shared memory takes ${formatBytes(sharedBytes)}, far more than the killed process had of its own. A quarter of ${totalWord} is the ` +
        'usual size of shared_buffers; the file cache serves what they do not hold. Needs a restart.',
      [
        `psql -c "SHOW shared_buffers" -c "SELECT name, allocated_size FROM pg_shmem_allocations ORDER BY 2 DESC LIMIT 5"`,
        `psql -c "ALTER SYSTEM SET shared_buffers = 'NGB'"`,
      ],
    ),
  ];
}

function poolAdvice(situation: Situation) {
  const arithmetic = poolArithmetic(situation, 'backends', 'a pool of');
  const size = poolSize(situation);
  return advise(
    'Put a connection pooler in front and lower max_connections',
    `${arithmetic === null ? 'Each connection is a process with its own memory.' : arithmetic} PgBouncer in transaction mode lets many ` +
      'clients share few backends. Costs: session features (prepared statements by name, advisory locks, SET) need care. ' +
      'Verify with pg_stat_activity that the count stays below it.',
    [
      `psql -c "SELECT state, count(*) FROM pg_stat_activity GROUP BY 1"`,
      `psql -c "ALTER SYSTEM SET max_connections = ${size === null ? 'N' : size + 5}"   # needs a restart`,
      `# pgbouncer.ini: pool_mode = transaction, default_pool_size = ${size ?? 'N'}`,
    ],
  );
}

function workMemoryAdvice(situation: Situation) {
  const shared =
    situation.sharedBytes > 2 ** 24
      ? ` Shared buffers (${formatBytes(situation.sharedBytes)} of shared memory here) count once.`
      : '';
  return advise(
    'Lower what a single query and maintenance may take',
    'One backend may use work_mem for each sort or hash, times hash_mem_multiplier, times parallel workers; autovacuum workers take ' +
      `maintenance_work_mem each.${shared} Limit result sets, tune the largest queries and their indexes. Costs: sorts spill to disk; ` +
      'log_temp_files shows when.',
    [
      `psql -c "SHOW work_mem" -c "SHOW maintenance_work_mem" -c "SHOW autovacuum_max_workers" -c "SHOW shared_buffers"`,
      `psql -c "ALTER SYSTEM SET log_temp_files = 0" -c "SELECT pg_reload_conf()"`,
    ],
  );
}

function protectAdvice(situation: Situation) {
  const overcommit =
    situation.isKubernetes || situation.isCgroup
      ? []
      : ['sysctl -w vm.overcommit_memory=2 vm.overcommit_ratio=80'];
  const strict =
    overcommit.length === 0
      ? ''
      : ' On a dedicated machine vm.overcommit_memory=2 turns kills into failed queries; it breaks programs that reserve much.';
  return advise(
    'Make sure that at worst one backend dies, not the postmaster',
    `Exempt the postmaster and let backends reset themselves.${strict} Inside a container the adjustment needs the privilege to lower it.`,
    [
      '# systemctl edit postgresql: [Service]',
      'OOMScoreAdjust=-1000',
      'Environment=PG_OOM_ADJUST_FILE=/proc/self/oom_score_adj PG_OOM_ADJUST_VALUE=0',
      ...overcommit,
    ],
  );
}

function pagesAdvice(situation: Situation) {
  const { pageTableBytes, totalBytes } = situation;
  if (totalBytes === null || pageTableBytes < 0.05 * totalBytes) return [];
  return [
    advise(
      'Use huge pages for shared_buffers',
      `Page tables take ${formatBytes(pageTableBytes)}: every backend maps the shared buffers anew. Huge pages shrink that by a factor of 512.`,
      [
        `psql -c "SHOW shared_memory_size_in_huge_pages"`,
        `psql -c "ALTER SYSTEM SET huge_pages = 'on'"   # needs a restart`,
      ],
    ),
  ];
}
