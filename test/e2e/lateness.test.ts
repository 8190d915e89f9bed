import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { removeFolder } from './support/folders.ts';
import { DEADLINE_MINUTES, type SyncName } from './lateness/syncs.ts';
import { type Assembly, synthesizeSyncs, WatchedStage } from './lateness/watched-stage.ts';

const TWO_MINUTES = 120_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEADLINES = DEADLINE_MINUTES * MINUTE;
const iso = (moment: number): string => new Date(moment).toISOString();

let assembly: Assembly;
let stage: WatchedStage;

beforeAll(async () => {
  assembly = await synthesizeSyncs();
}, TWO_MINUTES);
afterAll(() => removeFolder(assembly.folder));
afterEach(async () => {
  expect(stage.malformedMetrics).toEqual([]);
  await stage.close();
});

/** One way in which a scheduled run goes wrong, and how an operator makes up for it once it is late. */
interface Fault {
  readonly name: string;
  /** Does what happens at the due time. @returns the repair */
  readonly happens: (stage: WatchedStage, sync: SyncName) => () => Promise<unknown>;
  /** When the alarm for failed runs goes off, in minutes after the due time; null where no run fails before the repair. */
  readonly failsAfter: number | null;
}

const failing =
  (error: string, minutes: number) =>
  (stage: WatchedStage, sync: SyncName): (() => Promise<unknown>) => {
    stage.runs({ seconds: minutes * 60, error });
    const execution = stage.startScheduled(sync);
    return () => stage.redrive(execution);
  };

const FAULTS: readonly Fault[] = [
  { name: 'a schedule was missed', happens: (stage, sync) => () => stage.start(sync), failsAfter: null },
  { name: 'a run failed', happens: failing('TransformFailed', 30), failsAfter: 30 },
  {
    name: 'a run is stuck at Adobe',
    happens: failing('ExportDeadlinePassed', DEADLINE_MINUTES + 12),
    failsAfter: DEADLINE_MINUTES + 12,
  },
  {
    name: 'CJA never took it in',
    happens: failing('CjaDeadlinePassed', DEADLINE_MINUTES - 60),
    failsAfter: DEADLINE_MINUTES - 60,
  },
];

/** The watch that first sees what happened at a moment. */
const nextWatch = (moment: number): number => Math.ceil(moment / (5 * MINUTE)) * 5 * MINUTE;

describe.each<[SyncName, string, string]>([
  ['daily', '2027-03-25T00:00:00Z', 'the second fault on the day of the change to summer time'],
  ['weekly', '2027-03-01T00:00:00Z', 'the first fault on the day of the change to summer time'],
  ['monthly', '2027-01-02T00:00:00Z', 'the change to summer time between two runs'],
])('for a %s sync, deployed at %s (%s)', (sync, deployedAt) => {
  it(
    'the alarm goes off as soon as a run should have been confirmed, whatever went wrong, and clears when it is made up for',
    async () => {
      stage = await WatchedStage.deploy(assembly, deployedAt);
      const late: { at: string; state: string }[] = [];
      const failed: { at: string; state: string }[] = [];
      const scheduledRunThatWorks = async (): Promise<number> => {
        await stage.until(stage.nextDue(sync));
        stage.runs({ seconds: 2 * 3600 });
        stage.startScheduled(sync);
        return stage.watch(stage.now + 3 * HOUR);
      };

      const first = iso(await scheduledRunThatWorks());
      for (const alarm of [late, failed]) alarm.push({ at: first, state: 'OK' });
      for (const { happens, failsAfter } of FAULTS) {
        const due = stage.nextDue(sync);
        await stage.until(due);
        const repair = happens(stage, sync);
        const failsAt = failsAfter === null ? null : nextWatch(due + failsAfter * MINUTE);
        const moments = [
          5 * MINUTE,
          HOUR,
          DEADLINES - 5 * MINUTE,
          DEADLINES,
          DEADLINES + 5 * MINUTE,
          DEADLINES + 20 * MINUTE,
        ];
        const watches = new Set([...moments.map((after) => due + after), ...(failsAt === null ? [] : [failsAt])]);
        for (const moment of [...watches].sort((left, right) => left - right)) await stage.watch(moment);
        late.push({ at: iso(due + DEADLINES + 5 * MINUTE), state: 'ALARM' });
        if (failsAt !== null) failed.push({ at: iso(failsAt), state: 'ALARM' });

        stage.runs({ seconds: 1800 });
        await repair();
        await stage.watch(due + DEADLINES + 30 * MINUTE);
        const cleared = await stage.watch(due + DEADLINES + 2 * HOUR);
        late.push({ at: iso(cleared), state: 'OK' });
        if (failsAt !== null) failed.push({ at: iso(cleared), state: 'OK' });
        await scheduledRunThatWorks();
      }
      expect(stage.transitions(`${sync}-late`)).toEqual(late);
      expect(stage.transitions(`${sync}-failed`)).toEqual(failed);
      expect(stage.transitions(`${sync}-held-by-swing`)).toEqual([{ at: first, state: 'OK' }]);
    },
    TWO_MINUTES,
  );
});

describe('no alarm goes off', () => {
  const quiet = (...alarms: string[]): void => {
    for (const alarm of alarms)
      expect([alarm, stage.transitions(alarm).map(({ state }) => state)]).toEqual([alarm, ['OK']]);
  };

  it('at the first deploy, an hour after the daily sync would have been due, until its first run had its time', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    const due = stage.nextDue('daily');
    for (let moment = stage.now + HOUR; moment <= due + DEADLINES; moment += HOUR) await stage.watch(moment);
    quiet('daily-late', 'daily-failed', 'weekly-late', 'monthly-late');
    await stage.watch(due + DEADLINES + 5 * MINUTE);
    expect(stage.transitions('daily-late').at(-1)).toEqual({ at: iso(due + DEADLINES + 5 * MINUTE), state: 'ALARM' });
  });

  it('for a sync whose schedule is disabled', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    for (let day = 1; day <= 10; day++) await stage.watch(stage.now + 24 * HOUR);
    quiet('disabled-late', 'disabled-failed', 'disabled-held-by-swing');
  });

  it('after runs that were skipped, and after dry runs, also those that failed', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    await stage.until(stage.nextDue('daily'));
    stage.runs({ seconds: 3600 });
    stage.startScheduled('daily');
    await stage.watch(stage.now + 2 * HOUR);
    stage.runs({ seconds: 0, outcome: 'skipped' });
    await stage.start('daily');
    await stage.watch(stage.now + HOUR);
    stage.runs({ seconds: 0, outcome: 'planned' });
    await stage.start('daily', { dryRun: true });
    await stage.watch(stage.now + HOUR);
    stage.runs({ seconds: 0, error: 'AudienceUnusable' });
    const failed = await stage.start('daily', { dryRun: true });
    await stage.watch(stage.now + HOUR);
    expect(await stage.statusOf(failed)).toBe('FAILED');
    await stage.watch(stage.nextDue('daily') + DEADLINES);
    quiet('daily-late', 'daily-failed', 'daily-held-by-swing');
  });
});

describe('an alarm that went off', () => {
  it('is not cleared by a dry run or a run that was skipped', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    const lateFrom = stage.nextDue('daily') + DEADLINES + 5 * MINUTE;
    await stage.watch(lateFrom);
    for (const [outcome, input] of [
      ['planned', { dryRun: true }],
      ['skipped', {}],
    ] as const) {
      stage.runs({ seconds: 0, outcome });
      await stage.start('daily', input);
      await stage.watch(stage.now + HOUR);
    }
    expect(stage.transitions('daily-late')).toEqual([{ at: iso(lateFrom), state: 'ALARM' }]);
  });

  it('for a swing clears when the swing is accepted, and tells of nothing else', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    await stage.until(stage.nextDue('daily'));
    stage.runs({ seconds: 3600, error: 'MembershipSwing' });
    stage.startScheduled('daily');
    const started = await stage.watch(stage.now + 30 * MINUTE);
    const held = await stage.watch(stage.now + HOUR);
    stage.runs({ seconds: 3600 });
    await stage.start('daily', { acceptSwing: true });
    const accepted = await stage.watch(stage.now + 2 * HOUR);
    expect(stage.transitions('daily-held-by-swing')).toEqual([
      { at: iso(started), state: 'OK' },
      { at: iso(held), state: 'ALARM' },
      { at: iso(accepted), state: 'OK' },
    ]);
    expect(stage.transitions('daily-failed')).toEqual([{ at: iso(started), state: 'OK' }]);
  });
});

describe('the watcher', () => {
  const silent = () => stage.transitions('watcher-silent');

  it('is missed after a quarter of an hour, while the alarms of the syncs stay as they are', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:02:00Z');
    await stage.watchUntil(stage.now + HOUR);
    const last = stage.now;
    await stage.until(last + HOUR);
    const back = await stage.watch(nextWatch(stage.now));
    expect(silent()).toEqual([
      { at: '2027-03-10T06:05:00.000Z', state: 'OK' },
      { at: '2027-03-10T07:15:00.000Z', state: 'ALARM' },
      { at: iso(back), state: 'OK' },
    ]);
    expect(stage.transitions('daily-late')).toEqual([{ at: '2027-03-10T06:05:00.000Z', state: 'OK' }]);
  });

  it('tells when it cannot read a sync, and goes on with the others', async () => {
    stage = await WatchedStage.deploy(assembly, '2027-03-10T06:00:00Z');
    await stage.watch(stage.now);
    for (let watch = 0; watch < 4; watch++) {
      await stage.watch(stage.now, (input) => input.replace('audience-sync-dev-daily', 'gone'));
    }
    expect(silent().at(-1)).toEqual({ at: '2027-03-10T06:15:00.000Z', state: 'ALARM' });
    const watchesOf = (sync: SyncName): number =>
      stage.metrics.filter(({ name, dimensions }) => name === 'MinutesLate' && dimensions['Sync'] === sync).length;
    expect([watchesOf('daily'), watchesOf('weekly'), watchesOf('monthly')]).toEqual([1, 5, 5]);
  });
});
