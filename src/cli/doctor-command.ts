/** `oomscope doctor`: what the service can read, know and tell on this machine, and the command that mends what it cannot. */
import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { visibleText } from '../base/text.js';
import type { Check } from '../service/doctor/check.js';
import { type CommandContext, newCommand } from './command.js';
import { EXIT } from './exit-code.js';
import {
  addServiceOptions,
  readSettings,
  type ServiceOptions,
  type ServiceSettings,
} from './service-settings.js';
import type { Streams } from './terminal.js';

interface DoctorOptions extends ServiceOptions {
  readonly format: 'text' | 'json';
}

async function runDoctor(options: DoctorOptions, streams: Streams): Promise<number> {
  const checks = await examineAll(options, streams);
  streams.stdout.write(options.format === 'json' ? `${JSON.stringify({ checks })}\n` : describe(checks));
  return codeOf(checks);
}

/** A configuration that is wrong is a finding like any other, and the only one. */
async function examineAll(options: DoctorOptions, streams: Streams): Promise<readonly Check[]> {
  const { ConfigError } = await import('../service/config/load-config.js');
  try {
    return await examineConfigured(await readSettings(options, streams), streams);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const fix =
      'oomscope config check   # until nothing is wrong; oomscope config schema lists what is possible';
    return [{ area: 'configuration', name: 'configuration', state: 'failed', detail: error.message, fix }];
  }
}

async function examineConfigured(
  { config, path, state }: ServiceSettings,
  streams: Streams,
): Promise<readonly Check[]> {
  const { examine } = await import('../service/doctor/examine.js');
  const detail = path ?? 'no file: the defaults, which print every event';
  const configured: Check = { area: 'configuration', name: 'configuration', state: 'ok', detail, fix: null };
  return [configured, ...(await examine(config, state, config.host ?? hostname(), streams.env))];
}

function codeOf(checks: readonly Check[]): number {
  const failures = checks.filter(({ state }) => state === 'failed');
  if (failures.length === 0) return EXIT.ok;
  if (failures.some(({ area }) => area === 'configuration')) return EXIT.usage;
  return failures.some(({ area }) => area !== 'sink') ? EXIT.failure : EXIT.delivery;
}

const MARKS: Readonly<Record<Check['state'], string>> = {
  ok: 'ok       ',
  warning: 'WARNING  ',
  failed: 'FAILED   ',
  unchecked: 'unchecked',
};

function describe(checks: readonly Check[]): string {
  const lines = checks.flatMap(({ area, name, state, detail, fix }) => {
    const title = area === name || area === 'configuration' ? area : `${area} ${name}`;
    const [first = '', ...rest] = detail.split('\n').map(visibleText);
    return [
      `${MARKS[state]}  ${visibleText(title)}: ${first}`,
      ...rest.map((line) => `           ${line}`),
      ...(fix === null || state === 'ok' ? [] : [`           -> ${visibleText(fix)}`]),
    ];
  });
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  return `${lines.join('\n')}\n\n${count('failed')} failed, ${count('warning')} warnings, ${count('ok')} ok, ${count('unchecked')} unchecked\n`;
}

const EXAMPLES = `
Examples:
  oomscope doctor
  sudo -u oomscope oomscope doctor     with the rights of the service
  oomscope doctor --format json

No sink is told anything: that is oomscope notify --test.
Exit codes: 0 all works (perhaps with warnings), 1 a source or the state does
not, 2 wrong configuration, 4 only a sink does not answer.`;

export function doctorCommand(context: CommandContext): Command {
  return addServiceOptions(newCommand('oomscope doctor', EXAMPLES, context))
    .description('Say what the service can read and tell here, and what mends the rest.')
    .addOption(new Option('-f, --format <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (options: DoctorOptions) => context.done(await runDoctor(options, context.streams)));
}
