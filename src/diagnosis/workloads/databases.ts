/** Databases and caches besides PostgreSQL: one process whose caches are configured, not discovered. */
import { advise } from '../finding.js';
import { mebibytes } from '../sizing.js';
import { budgetBytes, budgetWords, type Situation } from './situation.js';
import type { Workload } from './workload.js';

/** A share of the budget in whole MiB for a command, or a placeholder. */
function megabytes(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  return budget === null ? 'N' : String(mebibytes(budget, share));
}

const mysql: Workload = {
  id: 'mysql',
  name: 'MySQL or MariaDB',
  programs: /^(?:mysqld|mariadbd|mysqld_safe)/,
  cost: 'The server goes through crash recovery before it accepts connections again.',
  advice: (situation) => [
    advise(
      'Size the InnoDB buffer pool for the memory there is',
      `Set innodb_buffer_pool_size ${budgetWords(situation, 0.6)}; the rest is for connections and temporary tables. Costs cache hits: ` +
        'watch Innodb_buffer_pool_reads afterwards.',
      [
        `mysql -e "SELECT @@innodb_buffer_pool_size/1048576 AS pool_mib, @@max_connections"`,
        `# [mysqld] innodb_buffer_pool_size = ${megabytes(situation, 0.6)}M`,
      ],
    ),
    advise(
      'Bound what connections can add',
      'Per-connection buffers (sort, join, read, tmp_table_size) times max_connections come on top of the pool. Lower both, or pool ' +
        'connections with ProxySQL; performance_schema takes its share too and shows who uses how much.',
      [
        `mysql -e "SHOW GLOBAL STATUS LIKE 'Max_used_connections'"`,
        `mysql -e "SELECT event_name, current_alloc FROM sys.memory_global_by_current_bytes LIMIT 10"`,
      ],
    ),
  ],
};

const redis: Workload = {
  id: 'redis',
  name: 'Redis or Valkey',
  programs: /^(?:redis-server|redis-rdb-bgsav|redis-aof-rewr|valkey-server|keydb-server|redis-sentinel)/,
  cost: 'Everything since the last snapshot or append is gone, and loading it again takes time.',
  advice: (situation) => [
    advise(
      'Set maxmemory, and choose what is evicted',
      `Set maxmemory ${budgetWords(situation, 0.6)}. Snapshots and rewrites fork: while they run, changed pages exist twice, and replica ` +
        'and client buffers come on top. Without an eviction policy writes fail instead of the server dying.',
      [
        'redis-cli INFO memory',
        `redis-cli CONFIG SET maxmemory ${megabytes(situation, 0.6)}mb`,
        'redis-cli CONFIG SET maxmemory-policy allkeys-lru',
        'redis-cli CONFIG REWRITE',
      ],
    ),
    ...(situation.isKubernetes || situation.isCgroup
      ? []
      : [
          advise(
            'Let forks succeed without reserving everything',
            'With vm.overcommit_memory=1 a background save does not need the memory twice on paper. It does not limit what it really uses.',
            ['sysctl -w vm.overcommit_memory=1'],
          ),
        ]),
  ],
};

const memcached: Workload = {
  id: 'memcached',
  name: 'memcached',
  programs: /^memcached/,
  cost: 'The cache starts empty, and what is behind it takes the load.',
  advice: (situation) => [
    advise(
      'Lower its -m, and leave room for connections',
      `Set -m ${budgetWords(situation, 0.8)}: hash table, connections and item overhead come on top of it.`,
      [
        `# -m ${megabytes(situation, 0.8)} -c 1024`,
        'printf "stats\\r\\nquit\\r\\n" | nc 127.0.0.1 11211 | grep -E "limit_maxbytes|bytes "',
      ],
    ),
  ],
};

const mongodb: Workload = {
  id: 'mongodb',
  name: 'MongoDB',
  programs: /^(?:mongod|mongos)/,
  cost: 'The member recovers from its journal; a primary triggers an election.',
  advice: (situation) => [
    advise(
      'Set the WiredTiger cache instead of leaving it to the default',
      `By default it takes half of RAM less 1 GiB, and old versions see the machine's RAM instead of the container's limit. Set cacheSizeGB ` +
        `${budgetWords(situation, 0.5)}; connections, sorts and indexes being built come on top.`,
      [
        `# mongod.conf: storage.wiredTiger.engineConfig.cacheSizeGB: ${gigabytes(situation, 0.5)}`,
        `mongosh --eval "db.serverStatus().wiredTiger.cache['maximum bytes configured']"`,
      ],
    ),
  ],
};

function gigabytes(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  return budget === null ? 'N' : String(Math.max(0.25, Math.floor(((budget * share) / 2 ** 30) * 4) / 4));
}

const clickhouse: Workload = {
  id: 'clickhouse',
  name: 'ClickHouse',
  programs: /^clickhouse/,
  cost: null,
  advice: (situation) => [
    advise(
      'Bound the server and single queries',
      `Set max_server_memory_usage ${budgetWords(situation, 0.8)}, and max_memory_usage per query well below it. Queries then fail with a ` +
        'clear error instead of taking the server along.',
      [
        `# config.xml: <max_server_memory_usage>${bytesOrPlaceholder(situation, 0.8)}</max_server_memory_usage>`,
        `clickhouse-client -q "SELECT query, formatReadableSize(memory_usage) FROM system.query_log ORDER BY memory_usage DESC LIMIT 5"`,
      ],
    ),
  ],
};

function bytesOrPlaceholder(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  return budget === null ? 'BYTES' : String(Math.floor(budget * share));
}

const rabbitmq: Workload = {
  id: 'rabbitmq',
  name: 'RabbitMQ or another Erlang program',
  programs: /^(?:beam(?:\.smp)?$|erlexec|rabbitmq)/,
  cost: 'Connections drop, and messages that were not written to disk are gone.',
  advice: (situation) => [
    advise(
      'Set the memory watermark to what it may really use',
      `Set vm_memory_high_watermark.absolute ${budgetWords(situation, 0.6)}: above it publishers are blocked. The default is a share of the RAM ` +
        "it sees, which in a container may be the machine's. Long queues belong on disk (lazy or quorum queues).",
      [
        'rabbitmq-diagnostics memory_breakdown',
        `rabbitmqctl set_vm_memory_high_watermark absolute ${megabytes(situation, 0.6)}MiB`,
      ],
    ),
  ],
};

const prometheus: Workload = {
  id: 'prometheus',
  name: 'Prometheus',
  programs: /^(?:prometheus|thanos|victoria-metric|vmstorage)/,
  cost: 'It replays its write-ahead log on start, which takes memory again: a limit that is too low makes a loop.',
  advice: (situation) => [
    advise(
      'Cut the number of series before the retention',
      'Memory follows the number of active series, then queries. Drop labels with many values, scrape less, set sample limits; shorter retention ' +
        `helps little. Set GOMEMLIMIT ${budgetWords(situation, 0.9)} so that it collects garbage in time.`,
      [
        `curl -s http://localhost:9090/api/v1/status/tsdb | head -c 2000`,
        `# --storage.tsdb.retention.time=15d --query.max-samples=20000000`,
      ],
    ),
  ],
};

export const databases: readonly Workload[] = [
  mysql,
  redis,
  memcached,
  mongodb,
  clickhouse,
  rabbitmq,
  prometheus,
];
