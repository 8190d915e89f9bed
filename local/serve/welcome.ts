import type { Emulator } from '../../emulator/index.ts';
import type { Clock, LocalAws } from '../index.ts';
import { clockTime } from '../start/progress.ts';

interface Place {
  readonly aws: LocalAws;
  readonly emulator: Emulator;
  readonly clock: Clock;
  readonly speed: number;
  readonly stateFolder: string;
}

/** Where everything is, and what to try next. */
export function welcome({ aws, emulator, clock, speed, stateFolder }: Place): string {
  const machine = aws.stateMachines[0]?.arn ?? '';
  const facts: [string, string][] = [
    ['AWS', aws.url],
    ['Adobe', `${emulator.url} (control routes below /__emulator)`],
    ['time', `${clockTime(clock.now())} UTC, ${speed} s per second`],
    ['state', stateFolder],
  ];
  return [
    '',
    'The audience sync runs on this machine. Ctrl-C ends it; the next start goes on from here.',
    ...facts.map(([name, value]) => `  ${name.padEnd(6)} ${value}`),
    '',
    'In another terminal:',
    ...Object.entries(aws.environment).map(([name, value]) => `  export ${name}=${value}`),
    '',
    'Then, for example:',
    '  npm run ops -- status',
    '  aws stepfunctions list-state-machines',
    `  aws stepfunctions start-execution --state-machine-arn ${machine}`,
    `  aws stepfunctions list-executions --state-machine-arn ${machine}`,
    '',
  ].join('\n');
}
