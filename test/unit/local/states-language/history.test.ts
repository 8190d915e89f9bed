import { describe, expect, it } from '@jest/globals';
import { failing, failingAtFirst, machineOf, runToEnd, START, storyOf, task } from './run-machine.ts';

/**
 * The shape of histories: docs "HistoryEvent" (Step Functions API reference), and for the order and the links of events what
 * histories show that others have recorded from AWS and published (the snapshots of github.com/localstack/localstack,
 * tests/aws/services/stepfunctions).
 */
const pass = { Type: 'Pass', End: true };
const inner = (name: string, state: Record<string, unknown>): Record<string, unknown> => ({
  StartAt: name,
  States: { [name]: state },
});

describe('the history of an execution', () => {
  it('tells a task from its schedule to its exit, with all data', async () => {
    const { machine } = machineOf(
      {
        States: {
          A: task('f', { TimeoutSeconds: 5, Assign: { n: '{% $states.result.Payload.n %}' }, Next: 'B' }),
          B: pass,
        },
      },
      { f: () => ({ n: 1 }) },
    );
    const { history } = await runToEnd(machine, { a: 1 });
    const resource = { resourceType: 'lambda', resource: 'invoke' };
    const truncated = { truncated: false };
    expect(storyOf(history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 TaskStateEntered A',
      '3←2 TaskScheduled',
      '4←3 TaskStarted',
      '5←4 TaskSucceeded',
      '6←5 TaskStateExited A',
      '7←6 PassStateEntered B',
      '8←7 PassStateExited B',
      '9←8 ExecutionSucceeded',
    ]);
    expect(history.slice(0, 6)).toMatchObject([
      {
        timestamp: START,
        executionStartedEventDetails: {
          input: '{"a":1}',
          inputDetails: truncated,
          roleArn: 'arn:aws:iam::000000000000:role/machine',
        },
      },
      { stateEnteredEventDetails: { name: 'A', input: '{"a":1}', inputDetails: truncated } },
      {
        taskScheduledEventDetails: {
          ...resource,
          region: 'us-east-1',
          parameters: '{"FunctionName":"f","Payload":{"a":1}}',
          timeoutInSeconds: 5,
        },
      },
      { taskStartedEventDetails: resource },
      {
        taskSucceededEventDetails: {
          ...resource,
          output: expect.stringContaining('"Payload":{"n":1}'),
          outputDetails: truncated,
        },
      },
      {
        stateExitedEventDetails: {
          name: 'A',
          output: '{"n":1}',
          outputDetails: truncated,
          assignedVariables: { n: '1' },
          assignedVariablesDetails: truncated,
        },
      },
    ]);
  });

  it('tells a failure, its retry and its fallback', async () => {
    const rules = { Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['X'], Next: 'B' }] };
    const { machine } = machineOf(
      { States: { A: task('f', { ...rules, End: true }), B: pass } },
      { f: () => failing('X') },
    );
    const { history } = await runToEnd(machine);
    expect(storyOf(history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 TaskStateEntered A',
      '3←2 TaskScheduled',
      '4←3 TaskStarted',
      '5←4 TaskFailed',
      '6←5 TaskScheduled',
      '7←6 TaskStarted',
      '8←7 TaskFailed',
      '9←8 TaskStateExited A',
      '10←9 PassStateEntered B',
      '11←10 PassStateExited B',
      '12←11 ExecutionSucceeded',
    ]);
    expect(history[4]?.taskFailedEventDetails).toMatchObject({
      error: 'X',
      cause: expect.stringContaining('"errorType":"X"'),
    });
  });

  it('links iterations one after the other to the exit before', async () => {
    const map = { Type: 'Map', MaxConcurrency: 1, ItemProcessor: inner('A', pass), End: true };
    const { history } = await runToEnd(machineOf({ States: { M: map } }).machine, ['x', 'y']);
    expect(storyOf(history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 MapStateEntered M',
      '3←2 MapStateStarted',
      '4←3 MapIterationStarted 0',
      '5←4 PassStateEntered A',
      '6←5 PassStateExited A',
      '7←6 MapIterationSucceeded 0',
      '8←6 MapIterationStarted 1',
      '9←8 PassStateEntered A',
      '10←9 PassStateExited A',
      '11←10 MapIterationSucceeded 1',
      '12←11 MapStateSucceeded',
      '13←11 MapStateExited M',
      '14←13 ExecutionSucceeded',
    ]);
    expect(history[2]).toMatchObject({ mapStateStartedEventDetails: { length: 2 } });
    expect(history[6]).toMatchObject({ mapIterationSucceededEventDetails: { name: 'M', index: 0 } });
  });

  it('keeps iterations that run side by side apart by their links', async () => {
    const wait = { Type: 'Wait', Seconds: '{% $states.input %}', End: true };
    const map = { Type: 'Map', ItemProcessor: inner('W', wait), End: true };
    const { history } = await runToEnd(machineOf({ States: { M: map } }).machine, [20, 10]);
    expect(storyOf(history).slice(3)).toEqual([
      '4←3 MapIterationStarted 0',
      '5←3 MapIterationStarted 1',
      '6←4 WaitStateEntered W',
      '7←5 WaitStateEntered W',
      '8←7 WaitStateExited W',
      '9←8 MapIterationSucceeded 1',
      '10←6 WaitStateExited W',
      '11←10 MapIterationSucceeded 0',
      '12←11 MapStateSucceeded',
      '13←11 MapStateExited M',
      '14←13 ExecutionSucceeded',
    ]);
  });

  it('links the branches of a Parallel state to its start, and its end to the branch that ended last', async () => {
    const branches = [inner('A', { Type: 'Wait', Seconds: 5, End: true }), inner('B', pass)];
    const { history } = await runToEnd(
      machineOf({ States: { P: { Type: 'Parallel', Branches: branches, End: true } } }).machine,
    );
    expect(storyOf(history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 ParallelStateEntered P',
      '3←2 ParallelStateStarted',
      '4←3 WaitStateEntered A',
      '5←3 PassStateEntered B',
      '6←5 PassStateExited B',
      '7←4 WaitStateExited A',
      '8←7 ParallelStateSucceeded',
      '9←7 ParallelStateExited P',
      '10←9 ExecutionSucceeded',
    ]);
  });

  it('links everything that a failed iteration ends to that failure', async () => {
    const processor = inner('A', task('f', { End: true }));
    const map = { Type: 'Map', ItemProcessor: processor, End: true };
    const waiting = Promise.withResolvers<null>();
    const functions = { f: (payload: never) => (payload === 'bad' ? failing('X') : waiting.promise) };
    const { history } = await runToEnd(machineOf({ States: { M: map } }, functions).machine, ['slow', 'bad']);
    waiting.resolve(null);
    const story = storyOf(history);
    const failed = story.findIndex((line) => line.endsWith('TaskFailed')) + 1;
    expect(story.slice(failed)).toEqual([
      `${failed + 1}←${failed} MapIterationAborted 0`,
      `${failed + 2}←${failed} TaskStateAborted`,
      `${failed + 3}←${failed} MapIterationFailed 1`,
      `${failed + 4}←${failed} TaskStateAborted`,
      `${failed + 5}←${failed} MapStateFailed`,
      `${failed + 6}←${failed + 5} ExecutionFailed`,
    ]);
  });

  it('starts a Map again behind the failure that is retried', async () => {
    const map = {
      Type: 'Map',
      Items: [1],
      ItemProcessor: inner('A', task('f', { End: true })),
      Retry: [{ ErrorEquals: ['X'] }],
      End: true,
    };
    const { history } = await runToEnd(machineOf({ States: { M: map } }, { f: failingAtFirst('X') }).machine);
    expect(storyOf(history).slice(7, 13)).toEqual([
      '8←7 TaskFailed',
      '9←8 MapIterationFailed 0',
      '10←8 TaskStateAborted',
      '11←8 MapStateStarted',
      '12←11 MapIterationStarted 0',
      '13←12 TaskStateEntered A',
    ]);
  });

  it('links an evaluation that failed on entry to the event before the entry, as AWS does', async () => {
    const states = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Output: { x: '{% $absent %}' }, End: true } };
    const { history } = await runToEnd(machineOf({ States: states }).machine);
    expect(storyOf(history)).toEqual([
      '1←0 ExecutionStarted',
      '2←0 PassStateEntered A',
      '3←2 PassStateExited A',
      '4←3 PassStateEntered B',
      '5←3 EvaluationFailed',
      '6←5 ExecutionFailed',
    ]);
    const cause =
      "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression '$absent' specified for the field 'Output/x' returned nothing (undefined).";
    const error = 'States.QueryEvaluationError';
    expect(history[4]?.evaluationFailedEventDetails).toEqual({ error, cause, state: 'B', location: 'Output/x' });
    expect(history[5]?.executionFailedEventDetails).toEqual({ error, cause });
  });

  it('fails a Map whose items cannot be evaluated', async () => {
    const map = { Type: 'Map', Items: '{% 1 %}', ItemProcessor: inner('A', pass), End: true };
    const { history } = await runToEnd(machineOf({ States: { M: map } }).machine);
    expect(storyOf(history).slice(2)).toEqual(['3←0 EvaluationFailed', '4←3 MapStateFailed', '5←4 ExecutionFailed']);
  });

  it('ends at 25,000 events, and such an execution is not redriven (docs "Step Functions service quotas")', async () => {
    const states = {
      A: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'S' }], Default: 'A' },
      S: { Type: 'Succeed' },
    };
    const { machine } = machineOf({ States: states });
    const execution = await runToEnd(machine, 0);
    expect([execution.status, execution.error, execution.history.length]).toEqual(['FAILED', 'States.Runtime', 25_000]);
    expect(execution.history.at(-1)?.type).toBe('ExecutionFailed');
    expect(machine.redriveProblem(execution)).toBe('Execution history event limit exceeded');
  });
});
