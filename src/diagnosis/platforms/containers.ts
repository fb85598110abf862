/** Engines and managers of single containers: Docker, Podman, LXC and Proxmox, ECS, nspawn, OpenVZ, guests. */
import type { Facts } from '../facts.js';
import { advise } from '../finding.js';
import { shellArgument } from '../shell-argument.js';
import { limitStep } from './limit-step.js';
import type { Platform } from './platform-advice.js';

function isRuntime(facts: Facts, runtime: string): boolean {
  return facts.identity?.runtime === runtime;
}

function id(facts: Facts, placeholder: string): string {
  return shellArgument(facts.identity?.containerId ?? null, placeholder);
}

function isOwnLimit(facts: Facts): boolean {
  return facts.report.scope === 'memcg';
}

function engine(name: 'docker' | 'podman', label: string): Platform {
  return {
    id: name,
    name: label,
    applies: (facts) => isRuntime(facts, name),
    advice: (facts) => {
      const step = limitStep(facts);
      const container = id(facts, 'CONTAINER');
      if (!isOwnLimit(facts)) {
        return [
          advise(
            'Give each container a limit, so that one cannot take the machine',
            "The machine ran out, not this container's limit. A limit on the greedy one keeps the damage there; --oom-score-adj decides who goes first.",
            [
              `${name} stats --no-stream`,
              `${name} update --memory 512m --memory-swap 1g ${container}`,
              `${name} run -m 512m --memory-swap 1g --oom-score-adj 500 IMAGE`,
            ],
          ),
        ];
      }
      return [
        advise(
          "Raise the container's limit, or make it need less",
          `${step.words} memory-swap is memory and swap together: equal to memory means no swap.`,
          [
            `${name} update --memory ${step.mebibytes}m --memory-swap ${step.mebibytes}m ${container}`,
            `# compose: mem_limit: ${step.mebibytes}m`,
            `${name} stats --no-stream ${container}`,
          ],
        ),
      ];
    },
  };
}

const lxc: Platform = {
  id: 'lxc',
  name: 'LXC',
  applies: (facts) => isRuntime(facts, 'lxc') || facts.identity?.extra.outerLxc !== undefined,
  advice: (facts) => {
    const step = limitStep(facts);
    const name = shellArgument(facts.identity?.extra.outerLxc ?? facts.identity?.containerId ?? null, 'NAME');
    const isProxmox = facts.identity?.extra.vmid !== undefined;
    return [
      advise(
        'Give the container more memory, or find inside of it what takes it',
        `${isOwnLimit(facts) ? step.words : "The host ran out, not the container's own limit."} The host's kernel log is the only place that shows the kill; ` +
          'inside, the process just disappears. tmpfs in the container counts against its memory.',
        isProxmox
          ? [
              `pct set ${name} -memory ${step.mebibytes} -swap 512`,
              `pct exec ${name} -- ps -eo rss,comm --sort=-rss`,
            ]
          : [
              `lxc config set ${name} limits.memory ${step.mebibytes}MiB`,
              `lxc exec ${name} -- ps -eo rss,comm --sort=-rss`,
            ],
      ),
    ];
  },
};

const ecs: Platform = {
  id: 'ecs',
  name: 'Amazon ECS',
  applies: (facts) => isRuntime(facts, 'ecs'),
  advice: (facts) => {
    const step = limitStep(facts);
    return [
      advise(
        'Raise memory in the task definition, or set only a reservation',
        `${step.words} \`memory\` is the hard limit that kills; \`memoryReservation\` is what is kept free for it. With only the latter the container may ` +
          'use what the instance has left.',
        [
          `"memory": ${step.mebibytes}, "memoryReservation": ${step.mebibytes}`,
          `aws ecs describe-tasks --cluster CLUSTER --tasks ${shellArgument(facts.identity?.extra.taskId ?? null, 'TASK')}`,
        ],
      ),
    ];
  },
};

const nspawn: Platform = {
  id: 'nspawn',
  name: 'systemd-nspawn',
  applies: (facts) => isRuntime(facts, 'nspawn'),
  advice: (facts) => {
    const step = limitStep(facts);
    const machine = shellArgument(facts.identity?.containerId ?? null, 'MACHINE');
    return [
      advise("Set the memory of the machine's unit", step.words, [
        `machinectl show ${machine} -p Unit --value`,
        `systemctl set-property "$(machinectl show ${machine} -p Unit --value)" MemoryMax=${step.mebibytes}M`,
      ]),
    ];
  },
};

const openVz: Platform = {
  id: 'openvz',
  name: 'OpenVZ',
  applies: (facts) => facts.identity?.extra.engine === 'openvz',
  advice: (facts) => {
    const step = limitStep(facts);
    const container = id(facts, 'CTID');
    return [
      advise(
        'Give the container more RAM or swap, or run less in it',
        `${step.words} physpages and swappages are its limits; their failcnt counts how often each was hit. Where the host ` +
          'belongs to a provider, only a larger plan raises them.',
        [
          'cat /proc/user_beancounters   # inside',
          `vzctl exec ${container} ps -eo rss,comm --sort=-rss   # on the host`,
          `vzctl set ${container} --ram ${step.mebibytes}M --swap ${step.mebibytes}M --save`,
        ],
      ),
    ];
  },
};

const guest: Platform = {
  id: 'guest',
  name: 'a hypervisor',
  applies: (facts) => facts.identity?.extra.guest !== undefined,
  advice: (facts) => {
    const name = shellArgument(facts.identity?.extra.guest ?? null, 'GUEST');
    const isProxmox = facts.identity?.extra.hypervisor === 'proxmox';
    return [
      advise(
        'Promise the guests together less than the host has',
        'The process that was killed is a whole virtual machine. Its need is its configured memory plus overhead; ballooning lends memory ' +
          'between guests only while all are idle.',
        isProxmox
          ? [`qm config ${name} | grep -E 'memory|balloon'`, `qm set ${name} --memory N --balloon 0`]
          : [`virsh dommemstat ${name}`, `virsh setmaxmem ${name} N --config`],
      ),
    ];
  },
};

export const containers: readonly Platform[] = [
  engine('docker', 'Docker'),
  engine('podman', 'Podman'),
  ecs,
  nspawn,
  guest,
  openVz,
  lxc,
];
