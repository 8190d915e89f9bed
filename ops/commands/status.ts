import { Command } from 'commander';
import * as z from 'zod';
import { observeSync } from '../../shared/watching/observe-sync.ts';
import type { SyncHealth } from '../../shared/watching/judge-sync.ts';
import { watchedSync } from '../../shared/watching/watched-sync.ts';
import { readDefinition } from '../aws/read-definition.ts';
import { type DeployedSync, listSyncs } from '../aws/syncs.ts';
import { EXIT } from '../ops-error.ts';
import { COMMAND, operate, type Operator } from '../operator.ts';
import { nameOfArn, shortName } from '../runs/names.ts';
import { bad, bold, good, notable } from '../text/output.ts';
import { table } from '../text/table.ts';
import { duration, moment } from '../text/times.ts';

const MINUTE_MILLISECONDS = 60_000;

/** A sync and how it stands. */
interface Standing {
  readonly sync: DeployedSync;
  readonly schedule: { readonly cron: string; readonly timeZone: string; readonly enabled: boolean };
  readonly health: SyncHealth;
}

export function statusCommand(): Command {
  return new Command('status')
    .summary('every sync: is CJA up to date, and when is the next run?')
    .description(
      [
        'Shows every sync of the stage: the last run that CJA was seen to have taken in, how old that truth is, the next',
        'due run, what is running now, and whether the sync is late. Late means: a due time has passed, all deadlines of',
        'the definition have passed after it, and no confirmed run has served it. The alarm judges in the same way.',
      ].join(' '),
    )
    .option('--check', 'exit with 1 if a sync is late, or a failed or held run waits for a person')
    .action((_options: unknown, command: Command) =>
      operate(command, (operator) => showStatus(operator, isCheck(command))),
    );
}

const isCheck = (command: Command): boolean =>
  z.object({ check: z.boolean().default(false) }).parse(command.opts()).check;

async function showStatus(operator: Operator, isChecked: boolean): Promise<0 | 1> {
  const { aws, stage, out } = operator;
  const syncs = await listSyncs(aws, stage);
  const standings = await Promise.all(syncs.map((sync) => standingOf(operator, sync)));
  const now = aws.now();
  out.result(statusText(standings, now), {
    stage,
    now: now.toISOString(),
    syncs: standings.map((standing) => document(standing, now)),
  });
  return isChecked && standings.some(({ health }) => needsPerson(health)) ? EXIT.runFailed : EXIT.ok;
}

async function standingOf({ aws }: Operator, sync: DeployedSync): Promise<Standing> {
  const definition = await readDefinition(aws, sync.stateMachineArn);
  const watched = watchedSync(definition, sync.stateMachineArn);
  const health = await aws.ask((client) => observeSync(client, watched, aws.now().getTime()));
  return { sync, schedule: watched.schedule, health };
}

const needsPerson = ({ minutesLate, failedAndNotRepaired, heldBySwing }: SyncHealth): boolean =>
  minutesLate > 0 || failedAndNotRepaired > 0 || heldBySwing > 0;

function statusText(standings: readonly Standing[], now: Date): string {
  const rows = table(
    [
      { head: 'SYNC' },
      { head: 'STANDS' },
      { head: 'IN CJA' },
      { head: 'AGE', align: 'right' },
      { head: 'NEXT RUN' },
      { head: 'NOW' },
    ],
    standings.map((standing) => row(standing, now)),
  );
  return [rows, ...standings.flatMap(problemLines)].join('\n');
}

function row({ sync, schedule, health }: Standing, now: Date): string[] {
  const { lastConfirmed, nextDue, running } = health;
  const [run] = running;
  return [
    bold(sync.name),
    standsWord(health, schedule.enabled),
    lastConfirmed === null ? 'nothing yet' : moment(new Date(lastConfirmed.exportedAt)),
    lastConfirmed === null ? '' : duration(now.getTime() - lastConfirmed.exportedAt),
    nextDue === null ? 'none' : moment(new Date(nextDue)),
    run === undefined
      ? 'idle'
      : `running for ${duration(now.getTime() - run.startedAt)}: ${shortName(nameOfArn(run.executionArn))}`,
  ];
}

function standsWord({ minutesLate }: SyncHealth, isEnabled: boolean): string {
  if (!isEnabled) return notable('disabled');
  return minutesLate > 0 ? bad(`late by ${duration(minutesLate * MINUTE_MILLISECONDS)}`) : good('on time');
}

function problemLines({ sync, health }: Standing): string[] {
  const { failedAndNotRepaired: failed, heldBySwing: held } = health;
  const see = `See ${COMMAND} runs ${sync.name}`;
  return [
    ...(failed > 0
      ? [
          `\n${sync.name}: ${runs(failed)} failed or ${failed === 1 ? 'was' : 'were'} stopped, and no later run has repaired it. ${see}`,
        ]
      : []),
    ...(held > 0
      ? [`\n${sync.name}: ${runs(held)} held, because an audience changed more than the guards allow. ${see}`]
      : []),
  ];
}

const runs = (count: number): string => (count === 1 ? '1 run' : `${count} runs`);

function document({ sync, schedule, health }: Standing, now: Date): object {
  const { lastConfirmed, lastDue, nextDue, minutesLate, failedAndNotRepaired, heldBySwing, running } = health;
  const iso = (milliseconds: number | null): string | null =>
    milliseconds === null ? null : new Date(milliseconds).toISOString();
  return {
    sync: sync.name,
    stateMachineArn: sync.stateMachineArn,
    schedule,
    minutesLate,
    failedAndNotRepaired,
    heldBySwing,
    lastConfirmed:
      lastConfirmed === null
        ? null
        : { executionArn: lastConfirmed.executionArn, exportedAt: iso(lastConfirmed.exportedAt) },
    ageMinutes:
      lastConfirmed === null ? null : Math.floor((now.getTime() - lastConfirmed.exportedAt) / MINUTE_MILLISECONDS),
    lastDue: iso(lastDue),
    nextDue: iso(nextDue),
    running: running.map(({ executionArn, startedAt, redrives }) => ({
      executionArn,
      startedAt: iso(startedAt),
      redrives,
    })),
  };
}
