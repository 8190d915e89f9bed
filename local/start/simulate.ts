import type { Emulator } from '../../emulator/index.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import type { LocalAws, LocalSchedule, VirtualClock } from '../index.ts';
import { audiencesOfDay } from './audiences-of-day.ts';
import type { PersonsInCja } from './cja-reading.ts';
import type { Day } from './day.ts';
import type { ExecutionReader } from './read-execution.ts';

interface Simulation {
  readonly days: number;
  readonly definition: SyncDefinition;
  readonly emulator: Emulator;
  readonly aws: LocalAws;
  readonly clock: VirtualClock;
  readonly executions: ExecutionReader;
  readonly personsInCja: PersonsInCja;
  readonly onDay: (day: number, startsAt: number) => void;
}

const DAY_MILLISECONDS = 86_400_000;

/** Lets each simulated day come, starts its first scheduled run, waits for its end, and asks CJA what it reports. */
export async function simulate(simulation: Simulation): Promise<Day[]> {
  const firstDay = Date.parse(`${simulation.emulator.sandbox.startsOn}T00:00:00Z`);
  const days: Day[] = [];
  for (let day = 1; day <= simulation.days; day++) {
    days.push(await runDay(simulation, day, firstDay + (day - 1) * DAY_MILLISECONDS));
  }
  return days;
}

async function runDay(simulation: Simulation, day: number, midnight: number): Promise<Day> {
  const { definition, emulator, aws, clock, executions, personsInCja } = simulation;
  const schedule = aws.schedules.find(({ target }) => target.kind === 'stateMachine');
  if (schedule === undefined) throw new Error('The synthesized template has no schedule of a sync');
  const callsBefore = emulator.callCount();

  const startsAt = dueOn(midnight, schedule, aws);
  await clock.sleep(startsAt - clock.now());
  simulation.onDay(day, startsAt);
  const arn = aws.startScheduled(schedule, new Date(startsAt));
  await aws.idle();

  const { execution, states, record, workflowSeconds } = await executions.read(arn);
  const finished = record?.outcome === 'refreshed' || record?.outcome === 'unchanged' ? record : null;
  return {
    day,
    date: new Date(midnight).toISOString().slice(0, 10),
    execution,
    audiences: await audiencesOfDay(definition, emulator, personsInCja),
    rowsWritten: finished?.rowsWritten ?? null,
    adobeCalls: emulator.callCount() - callsBefore,
    workflowSeconds,
    states,
    warnings: record?.warnings ?? [],
  };
}

/** The first run that the schedule has on a day; noon where it has none, so that every day has its run. */
function dueOn(midnight: number, schedule: LocalSchedule, aws: LocalAws): number {
  const due = aws.nextRun(schedule, new Date(midnight - 1))?.getTime();
  return due !== undefined && due < midnight + DAY_MILLISECONDS ? due : midnight + DAY_MILLISECONDS / 2;
}
