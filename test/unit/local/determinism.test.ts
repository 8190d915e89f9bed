import { expect, it } from '@jest/globals';
import { setTimeout as realTime } from 'node:timers/promises';
import { seededRandom } from '../../../local/asl/query/random.ts';
import { failing, machineOf, runToEnd, task } from './states-language/run-machine.ts';

const STATES = {
  M: {
    Type: 'Map',
    MaxConcurrency: 1,
    ItemProcessor: {
      StartAt: 'Start',
      States: {
        Start: task('start', {
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 5, JitterStrategy: 'FULL' }],
          Assign: { id: '{% $uuid() %}' },
          Next: 'Wait',
        }),
        Wait: { Type: 'Wait', Seconds: '{% 60 + $floor($random() * 60) %}', Next: 'End' },
        End: { Type: 'Pass', Output: '{% [$states.input, $id, $now()] %}', End: true },
      },
    },
    End: true,
  },
};

/** Functions take real time of very different lengths, which must not show in workflow time. */
const run = async (seed: number, milliseconds: (call: number) => number) => {
  const functions = {
    start: async (item: never, call: number) => {
      await realTime(milliseconds(call));
      return call % 3 === 0 ? failing('Busy') : item;
    },
  };
  const { machine } = machineOf({ States: STATES }, functions, seed);
  const { output, history } = await runToEnd(machine, [1, 2, 3, 4]);
  return { output, history };
};

it('the same seed gives the same execution, however long the functions really take', async () => {
  const first = await run(1, () => 0);
  expect(await run(1, (call) => (call % 2) * 20)).toEqual(first);
  expect((await run(2, () => 0)).output).not.toEqual(first.output);
});

it('ids are version 4 UUIDs, all different, the same for the same seed', () => {
  const draw = (seed: string): string[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 1000 }, () => random.uuid());
  };
  const ids = draw('a');
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect(draw('a')).toEqual(ids);
  expect(draw('b')).not.toEqual(ids);
});
