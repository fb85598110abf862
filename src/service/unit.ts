/**
 * The systemd unit: no rights but those its source needs, a service that the OOM killer spares before others, bounded memory. No
 * MemoryDenyWriteExecute, since V8 compiles at run time.
 */
import { realpathSync } from 'node:fs';

export interface UnitOptions {
  readonly source: 'kmsg' | 'journal' | 'files';
  /** `NAME:PATH` each. */
  readonly credentials: readonly string[];
  readonly program: string;
  readonly node: string;
}

export function systemdUnit({ source, credentials, program, node }: UnitOptions): string {
  return [
    '[Unit]',
    'Description=Tells of every out-of-memory kill',
    'After=network-online.target',
    'Wants=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${node} --max-old-space-size=192 --max-semi-space-size=4 ${program} watch`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=always',
    'RestartSec=2',
    'TimeoutStopSec=5',
    '',
    '# It has to survive what it reports.',
    'OOMScoreAdjust=-500',
    'MemoryMax=512M',
    'TasksMax=64',
    'LimitCORE=0',
    '',
    'DynamicUser=yes',
    'StateDirectory=oomscope',
    'StateDirectoryMode=0700',
    'UMask=0077',
    ...credentials.map((credential) => `LoadCredential=${credential}`),
    ...rightsFor(source),
    '',
    ...HARDENING,
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** Of the paths those, or what they lead to, that lie where the unit sees nothing. */
export function unreachable(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => [path, realPath(path)].some((one) => HIDDEN.test(one)));
}

const HIDDEN = /^\/(?:home|root|run\/user|tmp|var\/tmp)\//;

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there, as on another machine: then the path itself has to do.
    return path;
  }
}

function rightsFor(source: UnitOptions['source']): string[] {
  if (source === 'kmsg')
    return [
      'AmbientCapabilities=CAP_SYSLOG',
      'CapabilityBoundingSet=CAP_SYSLOG',
      'DevicePolicy=closed',
      'DeviceAllow=/dev/kmsg r',
      'ProtectKernelLogs=no',
      // The boot id stands in /proc/sys.
      'ProcSubset=all',
      '# With ProtectProc=default reports have the command lines of victims of other users;',
      '# systemd-analyze security then says 2.1 instead of 2.0.',
      'ProtectProc=invisible',
    ];
  const group = source === 'journal' ? 'systemd-journal' : 'adm';
  return [
    `SupplementaryGroups=${group}`,
    'CapabilityBoundingSet=',
    'DevicePolicy=closed',
    'PrivateDevices=yes',
    'ProtectKernelLogs=yes',
    // A victim's command line is another user's.
    'ProtectProc=default',
  ];
}

const HARDENING = [
  'NoNewPrivileges=yes',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateUsers=no',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
  'RemoveIPC=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
];
