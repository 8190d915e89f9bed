import { describe, expect, it } from '@jest/globals';
import { NotRedrivable } from '../../../../local/asl/state-machine.ts';
import {
  failing,
  failingAtFirst,
  machineOf,
  pathOf,
  runToEnd,
  secondsOf,
  START,
  storyOf,
  task,
} from './run-machine.ts';

/**
 * docs "Restarting state machine executions with redrive in Step Functions", RedriveExecution and StopExecution (API reference);
 * the events of a redrive as histories show them that others have recorded from AWS and published (github.com/radkawar/stackd,
 * testdata/aws/stepfunctions/redrive_execution.json).
 */
const DAY = 24 * 60 * 60 * 1000;
const pass = { Type: 'Pass', End: true };

describe('a redrive', () => {
  it('goes on with the state that failed: same input, same variables, not entered again', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { x: 1 }, Output: 'in', Next: 'B' },
      B: task('f', { Output: '{% [$states.result.Payload, $x] %}', End: true }),
    };
    const { machine, clock, calls } = machineOf({ States: states }, { f: failingAtFirst('X') });
    const execution = await runToEnd(machine);
    await clock.sleep(DAY);
    machine.redrive(execution);
    expect([execution.status, execution.error, execution.stoppedAt]).toEqual(['RUNNING', undefined, null]);
    await machine.ended(execution);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: ['in', 1], startedAt: START, redriveCount: 1 });
    expect(execution.redrivenAt).toBe(START + DAY);
    expect(calls).toEqual(['f', 'f']);
    expect(pathOf(execution)).toEqual(['A', 'B']);
    expect(storyOf(execution.history).slice(3)).toEqual([
      '4←3 TaskStateEntered B',
      '5←4 TaskScheduled',
      '6←5 TaskStarted',
      '7←6 TaskFailed',
      '8←7 ExecutionFailed',
      '9←8 ExecutionRedriven',
      '10←4 TaskScheduled',
      '11←10 TaskStarted',
      '12←11 TaskSucceeded',
      '13←12 TaskStateExited B',
      '14←13 ExecutionSucceeded',
    ]);
    expect(execution.history[8]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
  });

  it('shows in the context, where the time of entry stays the first one', async () => {
    const states = { A: task('f', { Arguments: { FunctionName: 'f', Payload: '{% $states.context %}' }, End: true }) };
    const { machine, clock } = machineOf({ States: states }, { f: failingAtFirst('X') });
    const execution = await runToEnd(machine);
    await clock.sleep(DAY);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.output).toMatchObject({
      Execution: { RedriveCount: 1, RedriveTime: '2027-03-02T06:00:00.000Z', StartTime: '2027-03-01T06:00:00.000Z' },
      State: { EnteredTime: '2027-03-01T06:00:00.000Z', RetryCount: 0 },
    });
  });

  it('gives the retriers all their attempts again', async () => {
    const states = { A: task('f', { Retry: [{ ErrorEquals: ['X'], MaxAttempts: 2 }], End: true }) };
    const { machine, calls } = machineOf({ States: states }, { f: () => failing('X') });
    const execution = await runToEnd(machine);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(calls).toHaveLength(6);
  });

  it('gives the machine its whole timeout again', async () => {
    const { machine } = machineOf({ States: { W: { Type: 'Wait', Seconds: 50, End: true } }, TimeoutSeconds: 60 });
    const execution = machine.start('a', '{}');
    await machine.stop(execution);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('runs a Map’s failed and unstarted iterations only', async () => {
    const map = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'A', States: { A: task('f', { End: true }) } },
      End: true,
    };
    const { machine, calls } = machineOf(
      { States: { M: map } },
      { f: (payload, call) => (call === 2 ? failing('X') : payload) },
    );
    const execution = await runToEnd(machine, ['a', 'b', 'c']);
    expect(execution.status).toBe('FAILED');
    machine.redrive(execution);
    await machine.ended(execution);
    expect([execution.status, execution.output, calls.length]).toEqual(['SUCCEEDED', ['a', 'b', 'c'], 4]);
    const story = storyOf(execution.history);
    const redriven = story.findIndex((line) => line.endsWith('ExecutionRedriven'));
    const entered = story.filter((line) => line.endsWith('TaskStateEntered A'))[1]?.split('←')[0];
    expect(story.slice(redriven + 1).map((line) => line.replace(/^\d+←/, ''))).toEqual([
      `${entered} TaskScheduled`,
      expect.stringContaining('TaskStarted'),
      expect.stringContaining('TaskSucceeded'),
      expect.stringContaining('TaskStateExited A'),
      expect.stringContaining('MapIterationSucceeded 1'),
      expect.stringContaining('MapIterationStarted 2'),
      expect.stringContaining('TaskStateEntered A'),
      expect.stringContaining('TaskScheduled'),
      expect.stringContaining('TaskStarted'),
      expect.stringContaining('TaskSucceeded'),
      expect.stringContaining('TaskStateExited A'),
      expect.stringContaining('MapIterationSucceeded 2'),
      expect.stringContaining('MapStateSucceeded'),
      expect.stringContaining('MapStateExited M'),
      expect.stringContaining('ExecutionSucceeded'),
    ]);
  });

  it('keeps the branches of a Parallel that succeeded, and goes on inside those that did not', async () => {
    const branch = (name: string, fields: Record<string, unknown>): Record<string, unknown> => ({
      StartAt: name,
      States: {
        [name]: task(name, fields),
        ...(fields['Next'] === undefined ? {} : { [`${name}2`]: task(`${name}2`, { End: true }) }),
      },
    });
    const branches = [branch('done', { End: true }), branch('first', { Next: 'first2' })];
    const states = { P: { Type: 'Parallel', Branches: branches, End: true } };
    const functions = { done: () => 'done', first: () => 'first', first2: failingAtFirst('X') };
    const { machine, calls } = machineOf({ States: states }, functions);
    const execution = await runToEnd(machine);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.output).toEqual(['done', 'first']);
    expect(calls).toEqual(['done', 'first', 'first2', 'first2']);
  });

  it('runs all of a Map again that failed for its data’s size', async () => {
    const map = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'A', States: { A: task('f', { End: true }) } },
      End: true,
    };
    const large = 'x'.repeat(200_000);
    const { machine, calls } = machineOf({ States: { M: map } }, { f: (_, call) => (call <= 2 ? large : 'small') });
    const execution = await runToEnd(machine, [1, 2]);
    expect(execution.error).toBe('States.DataLimitExceeded');
    machine.redrive(execution);
    await machine.ended(execution);
    expect([execution.output, calls.length]).toEqual([['small', 'small'], 4]);
  });

  it('fails again at a Fail state', async () => {
    const { machine } = machineOf({ States: { F: { Type: 'Fail', Error: 'E' } } });
    const execution = await runToEnd(machine);
    machine.redrive(execution);
    await machine.ended(execution);
    expect([execution.status, execution.error, execution.redriveCount]).toEqual(['FAILED', 'E', 1]);
    expect(storyOf(execution.history).slice(3)).toEqual(['4←3 ExecutionRedriven', '5←2 ExecutionFailed']);
  });

  it('evaluates a Choice again', async () => {
    const states = {
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.context.Execution.RedriveCount = 1 %}', Next: 'A' }] },
      A: pass,
    };
    const { machine } = machineOf({ States: states });
    const execution = await runToEnd(machine);
    expect(execution.error).toBe('States.NoChoiceMatched');
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.status).toBe('SUCCEEDED');
  });

  it('leaves a Wait at once whose time is past', async () => {
    const { machine, clock } = machineOf({
      States: { W: { Type: 'Wait', Timestamp: '2027-03-01T07:00:00Z', End: true } },
    });
    const execution = machine.start('a', '{}');
    await machine.stop(execution);
    await clock.sleep(DAY);
    machine.redrive(execution);
    await machine.ended(execution);
    expect([execution.status, execution.stoppedAt]).toEqual(['SUCCEEDED', START + DAY]);
  });

  it('can follow a redrive', async () => {
    const { machine } = machineOf({ States: { A: task('f', { End: true }) } }, { f: failingAtFirst('X', 'Y') });
    const execution = await runToEnd(machine, 1);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.error).toBe('Y');
    machine.redrive(execution);
    await machine.ended(execution);
    expect([execution.output, execution.redriveCount]).toEqual([1, 2]);
  });

  it.each<[string, (setup: ReturnType<typeof machineOf>) => Promise<void> | void]>([
    ['Execution is SUCCEEDED and cannot be redriven', () => undefined],
    ['Execution redrivable period exceeded', async ({ clock }) => clock.sleep(15 * DAY)],
    ['Execution has exceeded the max execution time', async ({ clock }) => clock.sleep(366 * DAY)],
  ])('is refused: %s', async (reason, change) => {
    const isFailing = !reason.includes('SUCCEEDED');
    const setup = machineOf({ States: { A: isFailing ? { Type: 'Fail' } : pass } });
    const execution = await runToEnd(setup.machine);
    await change(setup);
    expect(() => {
      setup.machine.redrive(execution);
    }).toThrow(new NotRedrivable(reason));
    expect(execution.redriveCount).toBe(0);
  });

  it('is refused while the execution runs', async () => {
    const { machine } = machineOf({ States: { W: { Type: 'Wait', Seconds: 5, End: true } } });
    const execution = machine.start('a', '{}');
    expect(() => {
      machine.redrive(execution);
    }).toThrow('Execution is RUNNING and cannot be redriven');
    await machine.ended(execution);
  });

  it('needs nothing but what JSON can hold', async () => {
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: task('f', { End: true }) } }, End: true };
    const { machine } = machineOf(
      { States: { M: map } },
      { f: (payload, call) => (call === 2 ? failing('X') : payload) },
    );
    const execution = await runToEnd(machine, ['a', 'b']);
    const kept = JSON.parse(JSON.stringify(execution)) as typeof execution;
    machine.redrive(kept);
    await machine.ended(kept);
    expect(kept.output).toEqual(['a', 'b']);
  });
});

describe('a stop', () => {
  it('ends an execution with error and cause, in the middle of a Wait', async () => {
    const { machine, clock } = machineOf({ States: { W: { Type: 'Wait', Seconds: 1000, End: true } } });
    const execution = machine.start('a', '{}');
    const release = clock.hold();
    await machine.stop(execution, 'Enough', 'by hand');
    release();
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'by hand', output: null });
    expect(secondsOf(execution)).toBe(0);
    expect(storyOf(execution.history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 WaitStateEntered W',
      '3←0 ExecutionAborted',
    ]);
    expect(execution.history[2]?.executionAbortedEventDetails).toEqual({ error: 'Enough', cause: 'by hand' });
  });

  it('does not wait for a function that runs', async () => {
    const release = Promise.withResolvers<string>();
    const { machine } = machineOf({ States: { A: task('f', { End: true }) } }, { f: () => release.promise });
    const execution = machine.start('a', '{}');
    await machine.stop(execution);
    expect(execution.status).toBe('ABORTED');
    release.resolve('late');
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.output).toBe('late');
  });

  it('ends every iteration of a Map', async () => {
    const map = {
      Type: 'Map',
      ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } },
      End: true,
    };
    const { machine, clock } = machineOf({ States: { M: map } });
    const release = clock.hold();
    const execution = machine.start('a', '[1,2]');
    await machine.stop(execution);
    release();
    expect(storyOf(execution.history).at(-1)).toMatch(/←0 ExecutionAborted$/);
    machine.redrive(execution);
    await machine.ended(execution);
    expect(execution.output).toEqual([1, 2]);
  });

  it('does nothing to an execution that has ended', async () => {
    const { machine } = machineOf({ States: { A: pass } });
    const execution = await runToEnd(machine);
    await machine.stop(execution, 'Late');
    expect([execution.status, execution.error, execution.history.length]).toEqual(['SUCCEEDED', undefined, 4]);
  });
});
