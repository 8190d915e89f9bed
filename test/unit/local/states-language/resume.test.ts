import { describe, expect, it } from '@jest/globals';
import { setImmediate } from 'node:timers/promises';
import type { Execution } from '../../../../local/asl/execution/execution.ts';
import type { Json } from '../../../../local/asl/json.ts';
import {
  failing,
  failingAtFirst,
  type Functions,
  machineOf,
  runToEnd,
  START,
  type States,
  task,
} from './run-machine.ts';

/** All that an execution is, as a file would keep it. */
const stored = (execution: Execution): Execution => {
  const { error, cause, ...rest } = JSON.parse(JSON.stringify(execution)) as Execution;
  return { ...rest, error, cause };
};

interface Moment {
  readonly execution: Execution;
  readonly at: number;
}

/** Runs a machine, and keeps what its execution was in every turn of the event loop in between. */
async function momentsOf(
  machine: Parameters<typeof machineOf>[0],
  functions: Functions,
  input: Json,
): Promise<Moment[]> {
  const { machine: created, clock } = machineOf(machine, functions);
  const execution = created.start('execution', JSON.stringify(input));
  const moments: Moment[] = [];
  while (execution.status === 'RUNNING') {
    moments.push({ execution: stored(execution), at: clock.now() });
    await setImmediate();
  }
  return moments;
}

/** Functions that take a turn of the event loop, so that there are moments inside of tasks. */
const slow = (answer: (payload: never) => Json): Functions[string] => {
  return async (payload) => {
    await setImmediate();
    return answer(payload);
  };
};

const map = {
  Type: 'Map',
  MaxConcurrency: 2,
  ItemProcessor: {
    StartAt: 'Double',
    States: {
      Double: task('double', { Assign: { doubled: '{% $states.result.Payload %}' }, Next: 'Pause' }),
      Pause: { Type: 'Wait', Seconds: '{% $doubled %}', Next: 'Tell' },
      Tell: { Type: 'Pass', Output: '{% [$states.input, $doubled, $total] %}', End: true },
    },
  },
  Next: 'Both',
};
const both = {
  Type: 'Parallel',
  Branches: [
    {
      StartAt: 'Left',
      States: { Left: task('double', { Arguments: { FunctionName: 'double', Payload: 21 }, End: true }) },
    },
    { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 30, Output: 'right', End: true } } },
  ],
  End: true,
};
const STATES: States = {
  Begin: { Type: 'Pass', Assign: { total: '{% $count($states.input) %}' }, Next: 'Each' },
  Each: map,
  Both: { ...both, Output: '{% {"each": $states.input, "both": $states.result} %}' },
};

// Step Functions goes on whatever happens to the machines it runs on: so does an execution here, from wherever its process ended.
describe('an execution whose process has ended', () => {
  it('comes to the same result at the same time, from any moment', async () => {
    const functions = { double: slow((payload: never) => payload * 2) };
    const whole = await runToEnd(machineOf({ States: STATES }, functions).machine, [1, 2, 3, 4, 5, 6]);
    const moments = await momentsOf({ States: STATES }, functions, [1, 2, 3, 4, 5, 6]);
    expect(whole.status).toBe('SUCCEEDED');
    expect(moments.length).toBeGreaterThan(12);
    for (const { execution, at } of moments) {
      const { machine, clock } = machineOf({ States: STATES }, functions);
      await clock.sleep(at - START);
      machine.resume(execution);
      await machine.ended(execution);
      expect(execution).toMatchObject({ status: 'SUCCEEDED', output: whole.output, stoppedAt: whole.stoppedAt });
      expect(execution.history.map(({ id }) => id)).toEqual(execution.history.map((_, index) => index + 1));
    }
  });

  it('keeps its timeout', async () => {
    const machine = { States: { W: { Type: 'Wait', Seconds: 500, End: true } }, TimeoutSeconds: 60 };
    const first = machineOf(machine);
    const execution = first.machine.start('execution', '{}');
    await first.clock.sleep(40_000);
    const second = machineOf(machine);
    await second.clock.sleep(40_000);
    const later = stored(execution);
    second.machine.resume(later);
    await second.machine.ended(later);
    expect(later).toMatchObject({ status: 'TIMED_OUT', stoppedAt: START + 60_000 });
  });

  it('can be redriven later on', async () => {
    const states = { A: task('f', { Next: 'B' }), B: task('g', { End: true }) };
    const failed = await runToEnd(machineOf({ States: states }, { f: () => 1, g: () => failing('X') }).machine);
    const { machine, calls } = machineOf({ States: states }, { f: () => 1, g: () => 2 });
    const later = stored(failed);
    machine.redrive(later);
    await machine.ended(later);
    expect(later).toMatchObject({ status: 'SUCCEEDED', output: 2, redriveCount: 1 });
    expect(calls).toEqual(['g']);
  });

  it('gives the retriers all their attempts again', async () => {
    const states = {
      A: task('f', { Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1, IntervalSeconds: 60 }], End: true }),
    };
    const first = machineOf({ States: states }, { f: () => failing('X') });
    const execution = first.machine.start('execution', '{}');
    await first.clock.sleep(30_000);
    const later = stored(execution);
    const second = machineOf({ States: states }, { f: failingAtFirst('X') });
    second.machine.resume(later);
    await second.machine.ended(later);
    expect([later.status, second.calls.length]).toEqual(['SUCCEEDED', 2]);
  });
});
