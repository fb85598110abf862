/** Servers with a pool of like workers: their number times their size is the arithmetic that counts. */
import { advise } from '../finding.js';
import { poolArithmetic, poolSize, type Situation } from './situation.js';
import type { Workload } from './workload.js';

function arithmetic(situation: Situation): string {
  return (
    poolArithmetic(situation, 'processes', 'at most') ?? 'The number of workers times their size has to fit.'
  );
}

function size(situation: Situation): string {
  const fit = poolSize(situation);
  return fit === null ? 'N' : String(fit);
}

const php: Workload = {
  id: 'php-fpm',
  name: 'PHP-FPM',
  programs: /^(?:php-fpm|php-cgi|php\d|lsphp)/,
  cost: 'The request it served fails; the pool starts another worker.',
  advice: (situation) => [
    advise(
      'Lower pm.max_children to what fits',
      `${arithmetic(situation)} Requests beyond it wait in the queue instead of the server dying. Verify with the status page: listen queue ` +
        'should stay near 0.',
      [
        `# pool.d/www.conf: pm.max_children = ${size(situation)}`,
        '# pool.d/www.conf: pm.max_requests = 500',
        'systemctl reload "php*-fpm"',
      ],
    ),
    advise(
      'Find the requests that need much',
      'Lower memory_limit for ordinary pages, log slow requests, and recycle workers with pm.max_requests.',
      [
        '# pool.d/www.conf: php_admin_value[memory_limit] = 128M',
        '# pool.d/www.conf: request_slowlog_timeout = 5s',
      ],
    ),
  ],
};

const apache: Workload = {
  id: 'apache',
  name: 'Apache httpd',
  programs: /^(?:apache2|httpd)/,
  cost: 'The requests it served fail.',
  advice: (situation) => [
    advise(
      'Lower MaxRequestWorkers to what fits',
      `${arithmetic(situation)} With mod_php each worker carries the interpreter: the event MPM with PHP-FPM needs far fewer. Verify with ` +
        'mod_status that workers are not all busy.',
      [
        `# mpm_prefork.conf: MaxRequestWorkers ${size(situation)}`,
        '# mpm_prefork.conf: MaxConnectionsPerChild 1000',
        'apachectl -V | grep -i mpm',
      ],
    ),
  ],
};

const python: Workload = {
  id: 'python-workers',
  name: 'Python workers',
  programs: /^(?:gunicorn|uwsgi|celery|\[celeryd|python|uvicorn|airflow|rq$)/,
  cost: 'The request or job it worked on is lost or repeated.',
  advice: (situation) => [
    advise(
      'Fewer workers, and recycle them',
      `${arithmetic(situation)} Recycling with jitter bounds what slow leaks can reach; preloading shares the code between workers.`,
      [
        `# gunicorn: --workers ${size(situation)} --max-requests 1000 --max-requests-jitter 200 --preload`,
        `# uwsgi: processes = ${size(situation)}, max-requests = 1000, reload-on-rss = 300`,
        `# celery: --concurrency=${size(situation)} --max-tasks-per-child=100 --max-memory-per-child=300000`,
      ],
    ),
    advise(
      'Find what grows in one of them',
      'memray attaches to a running process; MALLOC_ARENA_MAX=2 or jemalloc helps where many threads fragment the heap.',
      ['memray attach PID', 'MALLOC_ARENA_MAX=2'],
    ),
  ],
};

const ruby: Workload = {
  id: 'ruby-workers',
  name: 'Ruby workers',
  programs: /^(?:ruby|puma|unicorn|sidekiq|passenger|Passenger|bundle|rails|resque)/,
  cost: 'The request or job it worked on is lost or repeated.',
  advice: (situation) => [
    advise(
      'Use jemalloc or fewer malloc arenas, then fewer workers',
      `${arithmetic(situation)} Ruby's threads fragment glibc's heap: with jemalloc or MALLOC_ARENA_MAX=2 workers often shrink by a third. ` +
        'preload_app shares the code; recycle workers that grow.',
      [
        'MALLOC_ARENA_MAX=2',
        `# puma.rb: workers ${size(situation)}; preload_app!`,
        '# sidekiq.yml: :concurrency: 5',
      ],
    ),
  ],
};

const build: Workload = {
  id: 'build',
  name: 'a compiler or linker',
  programs:
    /^(?:cc1plus|cc1|lto1|gcc|g\+\+|c\+\+|clang|ld|ld\.|lld|mold|gold|collect2|rustc|cargo|make|ninja|bazel|swiftc|swift-frontend|ghc|tsc|link|doxygen|go|compile|llvm-|cicc|ptxas)(?:[-.\d]|$)|^(?:llvm-|clang)/,
  cost: 'The build fails, often with a message that does not name memory.',
  advice: (situation) => [
    advise(
      'Run fewer jobs in parallel',
      `${arithmetic(situation)} Count 1 to 2 GiB for each C++ or Rust job, more for linking with debug information or LTO; link jobs can be limited apart.`,
      [
        `make -j${size(situation)}`,
        `ninja -j${size(situation)}`,
        '# CMake: -DCMAKE_JOB_POOLS=link=1 -DCMAKE_JOB_POOL_LINK=link',
        'CARGO_BUILD_JOBS=2',
      ],
    ),
  ],
};

const desktop: Workload = {
  id: 'desktop',
  name: 'a browser or desktop program',
  programs:
    /^(?:firefox|chrome|chromium|Web Content|Isolated Web|WebExtensions|Privileged Cont|GeckoMain|vivaldi|msedge|electron|discord|spotify|(?:brave|opera|code|slack|teams)$|gnome-shell|plasmashell|kwin_|Xorg|Xwayland|thunderbird|soffice|RDD Process|WebKitWebProces)/,
  cost: null,
  advice: () => [
    advise(
      'Compressed swap, and a killer that acts before the machine freezes',
      'zram makes room for cold tabs; systemd-oomd takes the greediest application before everything stalls. Unloading unused tabs helps most.',
      ['systemctl enable --now systemd-oomd', 'zramctl', 'oomctl'],
    ),
  ],
};

export const servers: readonly Workload[] = [php, apache, python, ruby, build, desktop];
