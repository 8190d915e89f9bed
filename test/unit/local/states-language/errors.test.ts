import { describe, expect, it } from '@jest/globals';
import { failing, failingAtFirst, machineOf, runToEnd, secondsOf, task } from './run-machine.ts';
import { check, type Row, title } from './row.ts';

const RETRY = 'Handling errors: Retrying after an error';
const CATCH = 'Handling errors: Fallback states';
const NAMES = 'Handling errors: Error names';
const pass = { Type: 'Pass', End: true };
const always = (name: string) => ({ f: () => failing(name) });
const retried = (...Retry: Record<string, unknown>[]): Record<string, unknown> => task('f', { Retry, End: true });
const caught = (...names: string[]): Record<string, unknown> =>
  task('f', { Catch: [{ ErrorEquals: names, Next: 'B' }], End: true });
const times = (count: number): string[] => Array.from({ length: count }, () => 'f');
const failingMap = (fields: Record<string, unknown>): Record<string, unknown> => ({
  Type: 'Map',
  Items: [1],
  ItemProcessor: { StartAt: 'T', States: { T: task('f', { End: true }) } },
  End: true,
  ...fields,
});

const ROWS: Row[] = [
  {
    rule: 'Without rules a failed task fails the machine',
    source: CATCH,
    states: { A: retried() },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(1),
  },
  {
    rule: 'A retrier tries three times more, after 1, 2 and 4 seconds',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'] }) },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(4),
    seconds: 7,
  },
  {
    rule: 'IntervalSeconds, BackoffRate and MaxAttempts say otherwise',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 3 }) },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(4),
    seconds: 130,
  },
  {
    rule: 'BackoffRate 1 keeps the interval',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 4 }) },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(5),
    seconds: 20,
  },
  {
    rule: 'MaxDelaySeconds caps each delay',
    source: RETRY,
    states: {
      A: retried({ ErrorEquals: ['X'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 25 }),
    },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(5),
    seconds: 10 + 20 + 25 + 25,
  },
  {
    rule: 'MaxAttempts 0 never tries again',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }) },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(1),
  },
  {
    rule: 'A retry that succeeds goes on',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'] }) },
    functions: { f: failingAtFirst('X', 'X') },
    input: { a: 1 },
    path: ['A'],
    output: { a: 1 },
    calls: times(3),
    seconds: 3,
  },
  {
    rule: 'The first retrier that matches counts, each with attempts of its own',
    source: RETRY,
    states: {
      A: retried({ ErrorEquals: ['X'], MaxAttempts: 1 }, { ErrorEquals: ['Y'], MaxAttempts: 1, IntervalSeconds: 10 }),
    },
    functions: { f: failingAtFirst('X', 'Y', 'X') },
    path: ['A'],
    error: 'X',
    calls: times(3),
    seconds: 11,
  },
  {
    rule: 'An error that no retrier names is not retried',
    source: RETRY,
    states: { A: retried({ ErrorEquals: ['X'] }) },
    functions: always('Y'),
    path: ['A'],
    error: 'Y',
    calls: times(1),
  },
  {
    rule: 'Names are case-sensitive',
    source: NAMES,
    states: { A: retried({ ErrorEquals: ['x'] }) },
    functions: always('X'),
    path: ['A'],
    error: 'X',
    calls: times(1),
  },
  {
    rule: 'States.ALL matches any name',
    source: NAMES,
    states: { A: retried({ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }) },
    functions: always('Whatever'),
    path: ['A'],
    error: 'Whatever',
    calls: times(2),
    seconds: 1,
  },
  {
    rule: 'States.TaskFailed matches what a function throws',
    source: NAMES,
    states: { A: retried({ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1 }) },
    functions: always('Whatever'),
    path: ['A'],
    error: 'Whatever',
    calls: times(2),
    seconds: 1,
  },
  {
    rule: 'States.TaskFailed does not match States.Timeout',
    source: NAMES,
    states: { A: retried({ ErrorEquals: ['States.TaskFailed'] }) },
    functions: always('States.Timeout'),
    path: ['A'],
    error: 'States.Timeout',
    calls: times(1),
  },
  {
    rule: 'States.ALL does not catch States.DataLimitExceeded',
    source: NAMES,
    states: { A: caught('States.ALL'), B: pass },
    functions: { f: () => 'x'.repeat(300_000) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
  },
  {
    rule: 'States.ALL does not catch States.Runtime',
    source: NAMES,
    states: { A: caught('States.ALL'), B: pass },
    functions: always('States.Runtime'),
    path: ['A'],
    error: 'States.Runtime',
  },
  {
    rule: 'By name, States.DataLimitExceeded is caught',
    source: NAMES,
    states: { A: caught('States.DataLimitExceeded'), B: { ...pass, Output: '{% $states.input.Error %}' } },
    functions: { f: () => 'x'.repeat(300_000) },
    path: ['A', 'B'],
    output: 'States.DataLimitExceeded',
  },
  {
    rule: 'States.QueryEvaluationError is caught',
    source: `${NAMES}, JSONata`,
    states: {
      A: task('f', {
        Output: '{% $absent %}',
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
        End: true,
      }),
      B: { ...pass, Output: 'caught' },
    },
    functions: { f: () => 1 },
    path: ['A', 'B'],
    output: 'caught',
  },
  {
    rule: 'A catcher leads on with Error and Cause',
    source: CATCH,
    states: { A: caught('X'), B: pass },
    functions: always('X'),
    path: ['A', 'B'],
    output: { Error: 'X', Cause: '{"errorType":"X","errorMessage":"no","trace":[]}' },
  },
  {
    rule: 'The first catcher that matches leads on',
    source: CATCH,
    states: {
      A: task('f', {
        Catch: [
          { ErrorEquals: ['Y'], Next: 'C' },
          { ErrorEquals: ['X', 'Z'], Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'C' },
        ],
        End: true,
      }),
      B: { ...pass, Output: 'b' },
      C: { ...pass, Output: 'c' },
    },
    functions: always('Z'),
    path: ['A', 'B'],
    output: 'b',
  },
  {
    rule: 'Catchers come after the retries',
    source: CATCH,
    states: {
      A: task('f', {
        Retry: [{ ErrorEquals: ['X'], MaxAttempts: 2 }],
        Catch: [{ ErrorEquals: ['X'], Next: 'B' }],
        End: true,
      }),
      B: { ...pass, Output: 'b' },
    },
    functions: always('X'),
    path: ['A', 'B'],
    output: 'b',
    calls: times(3),
    seconds: 3,
  },
  {
    rule: 'A catcher’s Output and Assign see $states.errorOutput and the input',
    source: `${CATCH}, JSONata`,
    states: {
      A: task('f', {
        Assign: { fromState: 1 },
        Catch: [
          {
            ErrorEquals: ['X'],
            Next: 'B',
            Output: { was: '{% $states.input %}', error: '{% $states.errorOutput.Error %}' },
            Assign: { fromCatcher: '{% $parse($states.errorOutput.Cause).errorMessage %}' },
          },
        ],
        End: true,
      }),
      B: { ...pass, Output: '{% [$states.input, $fromCatcher, $exists($fromState)] %}' },
    },
    functions: always('X'),
    input: { a: 1 },
    path: ['A', 'B'],
    output: [{ was: { a: 1 }, error: 'X' }, 'no', false],
  },
  {
    rule: 'A catcher whose Output fails fails the machine',
    source: `${CATCH}, JSONata`,
    states: {
      A: task('f', { Catch: [{ ErrorEquals: ['X'], Next: 'B', Output: '{% $absent %}' }], End: true }),
      B: pass,
    },
    functions: always('X'),
    path: ['A'],
    error: 'States.QueryEvaluationError',
  },
  {
    rule: 'A Map is retried as a whole',
    source: RETRY,
    states: { M: failingMap({ Retry: [{ ErrorEquals: ['X'] }] }) },
    functions: { f: failingAtFirst('X') },
    path: ['M', 'T', 'T'],
    output: [1],
    calls: times(2),
    seconds: 1,
  },
  {
    rule: 'A Map’s errors are caught',
    source: CATCH,
    states: {
      M: failingMap({ Catch: [{ ErrorEquals: ['X'], Next: 'B', Output: '{% $states.errorOutput.Error %}' }] }),
      B: pass,
    },
    functions: always('X'),
    path: ['M', 'T', 'B'],
    output: 'X',
  },
  {
    rule: 'States.BranchFailed catches any error of a branch',
    source: NAMES,
    states: {
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } }],
        Catch: [{ ErrorEquals: ['States.BranchFailed'], Next: 'B', Output: '{% $states.errorOutput.Error %}' }],
        End: true,
      },
      B: pass,
    },
    path: ['P', 'F', 'B'],
    output: 'E',
  },
  {
    rule: 'A Parallel is retried as a whole',
    source: RETRY,
    states: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'T', States: { T: task('f', { End: true }) } },
          { StartAt: 'U', States: { U: { ...pass, Output: 'u' } } },
        ],
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3 }],
        End: true,
      },
    },
    functions: { f: failingAtFirst('X') },
    input: 't',
    path: ['P', 'T', 'U', 'T', 'U'],
    output: ['t', 'u'],
    seconds: 3,
  },
  {
    rule: 'Delays end with the machine’s timeout',
    source: 'State machine structure: TimeoutSeconds',
    states: { A: retried({ ErrorEquals: ['X'], IntervalSeconds: 60 }) },
    timeoutSeconds: 45,
    functions: always('X'),
    path: ['A'],
    status: 'TIMED_OUT',
    seconds: 45,
  },
];

describe('errors', () => {
  it.each(ROWS.map((row) => [title(row), row] as const))('%s', (_, row) => check(row));

  it('JitterStrategy FULL waits between 0 and the delay, the same for the same seed', async () => {
    const delays = async (seed: number): Promise<number> => {
      const states = {
        A: retried({ ErrorEquals: ['X'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }),
      };
      const { machine } = machineOf({ States: states }, always('X'), seed);
      return secondsOf(await runToEnd(machine));
    };
    const drawn = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(delays));
    expect(drawn.every((seconds) => seconds >= 0 && seconds < 100)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(4);
    expect(await delays(1)).toBe(drawn[0]);
  });

  it('TimeoutSeconds of a task ends it as States.Timeout while the function goes on', async () => {
    const release = Promise.withResolvers<null>();
    const states = {
      A: task('f', { TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }], End: true }),
      B: pass,
    };
    const { machine } = machineOf({ States: states }, { f: () => release.promise });
    const execution = await runToEnd(machine);
    expect(execution.output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(execution.history.map(({ type }) => type)).toContain('TaskTimedOut');
    release.resolve(null);
  });
});
