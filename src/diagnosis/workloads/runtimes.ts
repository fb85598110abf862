/** Language runtimes that grow to a limit of their own: it has to lie below the one that kills. */
import { formatBytes } from '../../base/units.js';
import { advise } from '../finding.js';
import { mebibytes } from '../sizing.js';
import { budgetBytes, budgetWords, type Situation } from './situation.js';
import type { Workload } from './workload.js';

function megabytes(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  return budget === null ? 'N' : String(mebibytes(budget, share));
}

const jvm: Workload = {
  id: 'jvm',
  name: 'a Java virtual machine',
  programs: /^(?:java|javac|elasticsearch|opensearch|kafka|cassandra|catalina|jsvc|scala|gradle|logstash)/,
  cost: null,
  advice: (situation) => [
    advise(
      'Set the heap below the limit, with room for the rest',
      `The heap is not all: metaspace, direct buffers, code cache and a stack per thread come on top. Set Xmx ${budgetWords(situation, 0.65)}; ` +
        '50 to 75 % is the usual range, Elasticsearch takes at most half, Spark adds memoryOverhead. A heap that is then too small fails with a ' +
        'Java OutOfMemoryError, which names the culprit.',
      [
        `JAVA_TOOL_OPTIONS='-Xmx${megabytes(situation, 0.65)}m -XX:+ExitOnOutOfMemoryError'`,
        "# or, in containers: JAVA_TOOL_OPTIONS='-XX:MaxRAMPercentage=65'",
      ],
    ),
    advise(
      'Measure what lies outside of the heap',
      'Native memory tracking splits the process by use; it costs 5 to 10 % of speed.',
      [
        '# start with -XX:NativeMemoryTracking=summary',
        'jcmd PID VM.native_memory summary',
        'jcmd PID GC.heap_info',
      ],
    ),
  ],
};

const node: Workload = {
  id: 'nodejs',
  name: 'Node.js',
  programs: /^(?:node|nodejs|npm|yarn|pnpm|next-server|PM2|ts-node|webpack|vite)(?:[ :.\d-]|$)/,
  cost: null,
  advice: (situation) => [
    advise(
      'Give V8 a heap limit below the one that kills',
      `Set --max-old-space-size ${budgetWords(situation, 0.75)}; buffers and native modules live outside of it. The process then collects harder ` +
        'and fails with a JavaScript stack instead of a SIGKILL.',
      [`NODE_OPTIONS=--max-old-space-size=${megabytes(situation, 0.75)}`],
    ),
    advise(
      'Compare two heap snapshots',
      'Taken minutes apart under load, they show what is kept. Costs a pause while it is written.',
      ['NODE_OPTIONS="--heapsnapshot-signal=SIGUSR2 --heapsnapshot-near-heap-limit=1"'],
    ),
  ],
};

const go: Workload = {
  id: 'go',
  name: 'a Go program',
  programs:
    /^(?:etcd|kube-|kubelet|k3s|dockerd|containerd|traefik|caddy|vault|consul|nomad|terraform|grafana|loki|promtail|telegraf|influxd|cockroach|minio|coredns|gitea|rclone|syncthing|node_exporter|alertmanager|cilium-agent|calico-node|argocd|fluent-bit-go|gopls|gitlab-runner)/,
  cost: null,
  advice: (situation) => [
    advise(
      'Tell the Go runtime its limit',
      `Set GOMEMLIMIT ${budgetWords(situation, 0.9)}: near it, the runtime collects garbage more often. GOGC below 100 trades CPU for memory. ` +
        'Neither helps against a leak: a heap profile shows that.',
      [
        `GOMEMLIMIT=${megabytes(situation, 0.9)}MiB`,
        'go tool pprof -top http://localhost:6060/debug/pprof/heap',
      ],
    ),
  ],
};

const dotnet: Workload = {
  id: 'dotnet',
  name: '.NET',
  programs: /^(?:dotnet|mono|mono-sgen|\.NET)(?:[ .\d-]|$)/,
  cost: null,
  advice: (situation) => [
    advise(
      'Set a hard limit for the garbage-collected heap',
      `Set DOTNET_GCHeapHardLimit ${budgetWords(situation, 0.75)} (in hexadecimal), and workstation GC for small containers. The heap then throws ` +
        'OutOfMemoryException instead of the process being killed.',
      [
        `DOTNET_GCHeapHardLimit=${hexBytes(situation, 0.75)} DOTNET_gcServer=0`,
        'dotnet-counters monitor -p PID System.Runtime',
        'dotnet-gcdump collect -p PID',
      ],
    ),
  ],
};

function hexBytes(situation: Situation, share: number): string {
  const budget = budgetBytes(situation);
  return budget === null ? '0xBYTES' : `0x${Math.floor(budget * share).toString(16)}`;
}

const guest: Workload = {
  id: 'virtual-machine',
  name: 'a virtual machine',
  programs:
    /^(?:qemu|kvm|CPU \d+\/KVM|VBoxHeadless|VirtualBoxVM|vmware-vmx|firecracker|cloud-hypervis|crosvm|hyperkit)/,
  cost: 'For the guest it is as if the power had been cut.',
  advice: (situation) => [
    advise(
      'Promise guests no more memory than the host has',
      `Each guest needs its configured memory plus some overhead (video, device buffers, a few hundred MiB at most). ${guestSum(situation)}` +
        "Lower the guests' memory, use ballooning or KSM knowingly, and keep some RAM for the host.",
      ['virsh list --all', 'qm list', 'ps -o pid,rss,args -C qemu-system-x86_64,kvm | cut -c1-160'],
    ),
  ],
};

function guestSum(situation: Situation): string {
  const { hold, count, totalBytes } = situation;
  if (hold === null || count === null || totalBytes === null || hold.basis === 'bound') return '';
  return `Here ${count === 1 ? 'one guest holds' : `${count} guests hold`} ${formatBytes(hold.bytes)} of ${formatBytes(totalBytes)}. `;
}

export const runtimes: readonly Workload[] = [jvm, node, dotnet, guest, go];
