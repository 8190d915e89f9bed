import { describe, it } from '@jest/globals';
import { failing, task } from './run-machine.ts';
import { check, type Row, title } from './row.ts';

const pass = { Type: 'Pass', End: true };
const choice = (Choices: unknown[], fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'Choice',
  Choices,
  ...fields,
});
const when = (condition: string, Next: string, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  Condition: `{% ${condition} %}`,
  Next,
  ...fields,
});

const ROWS: Row[] = [
  // Task
  {
    rule: 'A task’s result is what the integration answers, with the payload inside',
    source: 'Invoke an AWS Lambda function with Step Functions',
    states: { A: task('f', { Output: '{% $keys($states.result) %}', End: true }) },
    functions: { f: () => 1 },
    path: ['A'],
    output: ['ExecutedVersion', 'Payload', 'SdkHttpMetadata', 'SdkResponseMetadata', 'StatusCode'],
  },
  {
    rule: 'Without Output the whole answer is the output',
    source: 'Invoke an AWS Lambda function with Step Functions',
    states: {
      A: task('f', { Output: undefined, Next: 'B' }),
      B: { ...pass, Output: '{% [$states.input.Payload, $states.input.StatusCode, $states.input.ExecutedVersion] %}' },
    },
    functions: { f: (payload) => payload },
    input: { a: 1 },
    path: ['A', 'B'],
    output: [{ a: 1 }, 200, '$LATEST'],
  },
  {
    rule: 'A function that returns nothing gives null',
    source: 'Lambda: Define Lambda function handler in Node.js',
    states: { A: task('f', { End: true }) },
    functions: { f: () => null },
    path: ['A'],
    output: null,
    status: 'SUCCEEDED',
  },
  {
    rule: 'An error that a function throws fails the task under its name',
    source: 'Handling errors: Task failures',
    states: { A: task('f', { End: true }) },
    functions: { f: () => failing('CustomError', 'too bad') },
    path: ['A'],
    error: 'CustomError',
    cause: /^\{"errorType":"CustomError","errorMessage":"too bad","trace":\[\]\}$/,
  },
  {
    rule: 'Assign reads the result',
    source: 'Passing data between states with variables',
    states: {
      A: task('f', { Assign: { id: '{% $states.result.Payload.id %}' }, Output: 'next', Next: 'B' }),
      B: { ...pass, Output: '{% [$id, $states.input] %}' },
    },
    functions: { f: () => ({ id: 'j1' }) },
    path: ['A', 'B'],
    output: ['j1', 'next'],
  },
  // Choice
  {
    rule: 'The first rule that is true leads on',
    source: 'Choice workflow state',
    states: { C: choice([when('false', 'X'), when('$states.input.n > 1', 'Y'), when('true', 'X')]), X: pass, Y: pass },
    input: { n: 2 },
    path: ['C', 'Y'],
    output: { n: 2 },
  },
  {
    rule: 'Default leads on when no rule is true',
    source: 'Choice workflow state',
    states: { C: choice([when('false', 'X')], { Default: 'Y' }), X: pass, Y: pass },
    path: ['C', 'Y'],
    output: {},
  },
  {
    rule: 'Without Default it is States.NoChoiceMatched',
    source: 'Handling errors: States.NoChoiceMatched',
    states: { C: choice([when('false', 'X')]), X: pass },
    path: ['C'],
    error: 'States.NoChoiceMatched',
  },
  {
    rule: 'A condition that is no boolean is an error',
    source: 'Choice workflow state (JSONata)',
    states: { C: choice([when('1', 'X')]), X: pass },
    path: ['C'],
    error: 'States.QueryEvaluationError',
    cause: /Expected 'boolean', but was 'number' for value: 1/,
  },
  {
    rule: 'The rule’s Assign and Output stand in for the state’s',
    source: 'Passing data between states with variables: Assign in a Choice state',
    states: {
      C: choice([when('true', 'X', { Output: 'of the rule', Assign: { a: 'rule' } })], {
        Default: 'X',
        Output: 'of the state',
        Assign: { b: 'state' },
      }),
      X: { ...pass, Output: '{% [$states.input, $a, $exists($b)] %}' },
    },
    path: ['C', 'X'],
    output: ['of the rule', 'rule', false],
  },
  {
    rule: 'The state’s Assign and Output belong to Default',
    source: 'Passing data between states with variables: Assign in a Choice state',
    states: {
      C: choice([when('false', 'X', { Output: 'of the rule' })], {
        Default: 'X',
        Output: 'of the state',
        Assign: { b: 'state' },
      }),
      X: { ...pass, Output: '{% [$states.input, $b] %}' },
    },
    path: ['C', 'X'],
    output: ['of the state', 'state'],
  },
  // Wait
  {
    rule: 'Seconds pass',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Seconds: 90, End: true } },
    input: { a: 1 },
    path: ['W'],
    output: { a: 1 },
    seconds: 90,
  },
  {
    rule: 'Seconds may be an expression',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Seconds: '{% $states.input.s * 60 %}', End: true } },
    input: { s: 2 },
    path: ['W'],
    output: { s: 2 },
    seconds: 120,
  },
  {
    rule: 'Seconds must be whole and not negative',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Seconds: '{% 0 - 1 %}', End: true } },
    path: ['W'],
    error: 'States.QueryEvaluationError',
    cause: /Seconds/,
  },
  {
    rule: 'Seconds must be a number',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Seconds: "{% 'soon' %}", End: true } },
    path: ['W'],
    error: 'States.QueryEvaluationError',
    cause: /Expected 'number', but was 'string' for value: "soon"/,
  },
  {
    rule: 'A timestamp is waited for',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Timestamp: '2027-03-01T07:00:00Z', End: true } },
    path: ['W'],
    output: {},
    seconds: 3600,
  },
  {
    rule: 'A timestamp with an offset, too',
    source: 'ASL specification: Timestamps',
    states: { W: { Type: 'Wait', Timestamp: "{% '2027-03-01T07:00:00.5+01:00' %}", End: true } },
    path: ['W'],
    output: {},
    seconds: 0.5,
  },
  {
    rule: 'A timestamp in the past is no wait',
    source: 'Wait workflow state',
    states: { W: { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z', End: true } },
    path: ['W'],
    output: {},
  },
  {
    rule: 'A timestamp without T is none',
    source: 'ASL specification: Timestamps',
    states: { W: { Type: 'Wait', Timestamp: "{% '2027-03-01 07:00:00Z' %}", End: true } },
    path: ['W'],
    error: 'States.QueryEvaluationError',
    cause:
      /The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2027-03-01 07:00:00Z/,
  },
  // Succeed and Fail
  {
    rule: 'Succeed ends the machine with its output',
    source: 'Succeed workflow state',
    states: { S: { Type: 'Succeed', Output: { done: true } } },
    path: ['S'],
    output: { done: true },
  },
  {
    rule: 'Fail ends the machine with error and cause',
    source: 'Fail workflow state',
    states: { F: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } },
    input: { e: 'Broken' },
    path: ['F'],
    error: 'Broken',
    cause: 'because',
  },
  { rule: 'Fail needs neither', source: 'Fail workflow state', states: { F: { Type: 'Fail' } }, path: ['F'] },
  // Map
  {
    rule: 'A Map runs its processor for each item and gives the outputs in order',
    source: 'Using Map state in Inline mode',
    states: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'A',
          States: {
            A: { Type: 'Wait', Seconds: '{% 10 - $states.input %}', Next: 'B' },
            B: { ...pass, Output: '{% $states.input * 2 %}' },
          },
        },
        End: true,
      },
    },
    input: [1, 2, 3],
    path: ['M', 'A', 'A', 'A', 'B', 'B', 'B'],
    output: [2, 4, 6],
    seconds: 9,
  },
  {
    rule: 'Items come from an expression',
    source: 'Using Map state in Inline mode: Items',
    states: {
      M: {
        Type: 'Map',
        Items: '{% $states.input.list %}',
        ItemProcessor: { StartAt: 'A', States: { A: pass } },
        End: true,
      },
    },
    input: { list: ['x'] },
    path: ['M', 'A'],
    output: ['x'],
  },
  {
    rule: 'Items may be written as an array',
    source: 'Using Map state in Inline mode: Items',
    states: {
      M: {
        Type: 'Map',
        Items: [1, '{% $states.input.two %}'],
        ItemProcessor: { StartAt: 'A', States: { A: pass } },
        End: true,
      },
    },
    input: { two: 2 },
    path: ['M', 'A', 'A'],
    output: [1, 2],
  },
  {
    rule: 'No items give no outputs',
    source: 'Using Map state in Inline mode',
    states: { M: { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: pass } }, End: true } },
    input: [],
    path: ['M'],
    output: [],
  },
  {
    rule: 'Items that are no array are an error',
    source: 'Using Map state in Inline mode: Items',
    states: { M: { Type: 'Map', Items: '{% 1 %}', ItemProcessor: { StartAt: 'A', States: { A: pass } }, End: true } },
    path: ['M'],
    error: 'States.QueryEvaluationError',
    cause: /Expected 'array', but was 'number' for value: 1/,
  },
  {
    rule: 'An input that is no array is an error',
    source: 'Using Map state in Inline mode: Items',
    states: { M: { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: pass } }, End: true } },
    path: ['M'],
    error: 'States.QueryEvaluationError',
    cause: /Map state input must be an array but was: \{\}/,
  },
  {
    rule: 'ItemSelector makes the input of each iteration and sees the item',
    source: 'ItemSelector (Map)',
    states: {
      M: {
        Type: 'Map',
        Items: '{% $states.input.list %}',
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          all: '{% $count($states.input.list) %}',
        },
        ItemProcessor: { StartAt: 'A', States: { A: pass } },
        End: true,
      },
    },
    input: { list: ['a', 'b'] },
    path: ['M', 'A', 'A'],
    output: [
      { i: 0, v: 'a', all: 2 },
      { i: 1, v: 'b', all: 2 },
    ],
  },
  {
    rule: 'The item is in the context of ItemSelector only, not of the states inside',
    source: 'Accessing execution data from the Context object: Map states',
    states: {
      M: {
        Type: 'Map',
        ItemSelector: '{% $states.context.Map.Item.Value %}',
        ItemProcessor: { StartAt: 'A', States: { A: { ...pass, Output: '{% $states.context.Map.Item.Value %}' } } },
        End: true,
      },
    },
    input: ['a'],
    path: ['M', 'A'],
    error: 'States.QueryEvaluationError',
    cause: /\$states\.context\.Map\.Item\.Value.*returned nothing \(undefined\)/,
  },
  {
    rule: 'MaxConcurrency limits how many run at a time',
    source: 'Using Map state in Inline mode: MaxConcurrency',
    states: {
      M: {
        Type: 'Map',
        MaxConcurrency: 2,
        ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
        End: true,
      },
    },
    input: [1, 2, 3, 4, 5],
    path: ['M', 'W', 'W', 'W', 'W', 'W'],
    output: [1, 2, 3, 4, 5],
    seconds: 30,
  },
  {
    rule: 'MaxConcurrency 0 is no limit of one’s own, and may be an expression',
    source: 'Using Map state in Inline mode: MaxConcurrency',
    states: {
      M: {
        Type: 'Map',
        MaxConcurrency: '{% 0 %}',
        ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
        End: true,
      },
    },
    input: [1, 2, 3],
    path: ['M', 'W', 'W', 'W'],
    output: [1, 2, 3],
    seconds: 10,
  },
  {
    rule: 'An inline Map runs at most 40 at a time',
    source: 'Using Map state in Inline mode: MaxConcurrency',
    states: {
      M: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
        Output: '{% $count($states.result) %}',
        End: true,
      },
    },
    input: Array.from({ length: 41 }, (_, n) => n),
    path: ['M', ...Array.from({ length: 41 }, () => 'W')],
    output: 41,
    seconds: 20,
  },
  {
    rule: 'An iteration that fails fails the Map under its error and stops the others',
    source: 'Using Map state in Inline mode',
    states: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'C',
          States: {
            C: choice([when('$states.input = 2', 'F')], { Default: 'W' }),
            F: { Type: 'Fail', Error: 'Second' },
            W: { Type: 'Wait', Seconds: 60, End: true },
          },
        },
        End: true,
      },
    },
    input: [1, 2, 3],
    path: ['M', 'C', 'C', 'C', 'W', 'F', 'W'],
    error: 'Second',
  },
  // Parallel
  {
    rule: 'Parallel gives the outputs of its branches in order',
    source: 'Parallel workflow state',
    states: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 20, End: true } } },
          { StartAt: 'B', States: { B: { ...pass, Output: 'b' } } },
        ],
        End: true,
      },
    },
    input: 'in',
    path: ['P', 'A', 'B'],
    output: ['in', 'b'],
    seconds: 20,
  },
  {
    rule: 'Arguments are the input of every branch',
    source: 'Parallel workflow state: Arguments',
    states: {
      P: {
        Type: 'Parallel',
        Arguments: { a: '{% $states.input.n %}' },
        Branches: [
          { StartAt: 'A', States: { A: pass } },
          { StartAt: 'B', States: { B: pass } },
        ],
        End: true,
      },
    },
    input: { n: 1 },
    path: ['P', 'A', 'B'],
    output: [{ a: 1 }, { a: 1 }],
  },
  {
    rule: 'A branch that fails fails the Parallel and stops the others',
    source: 'Parallel workflow state: Error handling',
    states: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 20, End: true } } },
          { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken' } } },
        ],
        End: true,
      },
    },
    path: ['P', 'A', 'F'],
    error: 'Broken',
  },
  // The machine
  {
    rule: 'TimeoutSeconds of the machine ends it as TIMED_OUT',
    source: 'State machine structure: TimeoutSeconds',
    states: { W: { Type: 'Wait', Seconds: 100, End: true } },
    timeoutSeconds: 30,
    path: ['W'],
    status: 'TIMED_OUT',
    seconds: 30,
  },
  {
    rule: 'A machine that ends in time is not timed out',
    source: 'State machine structure: TimeoutSeconds',
    states: { W: { Type: 'Wait', Seconds: 29, End: true } },
    timeoutSeconds: 30,
    path: ['W'],
    output: {},
    seconds: 29,
  },
];

describe('states', () => {
  it.each(ROWS.map((row) => [title(row), row] as const))('%s', (_, row) => check(row));
});
