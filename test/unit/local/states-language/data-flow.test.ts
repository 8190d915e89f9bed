import { describe, it } from '@jest/globals';
import { failing, task } from './run-machine.ts';
import { check, type Row, title } from './row.ts';

const VARIABLES = 'Step Functions: Passing data between states with variables';
const JSONATA = 'Step Functions: Transforming data with JSONata';
const CONTEXT = 'Step Functions: Accessing execution data from the Context object';
const QUOTAS = 'Step Functions service quotas';
const ERRORS = 'Step Functions: Handling errors in workflows';

const KIB_256 = 256 * 1024;
const pass = (fields: Record<string, unknown>): Record<string, unknown> => ({ Type: 'Pass', End: true, ...fields });
const output = (expression: string): Record<string, unknown> => pass({ Output: `{% ${expression} %}` });

const ROWS: Row[] = [
  {
    rule: 'A Pass state hands its input on',
    source: 'Pass workflow state',
    states: { A: pass({}) },
    input: { a: 1 },
    path: ['A'],
    output: { a: 1 },
  },
  {
    rule: 'Output replaces the output; expressions stand anywhere inside it',
    source: JSONATA,
    states: { A: pass({ Output: { a: ['{% $states.input.n + 1 %}', 'b'], c: null } }) },
    input: { n: 1 },
    path: ['A'],
    output: { a: [2, 'b'], c: null },
  },
  {
    rule: 'Text that does not begin with {% and end with %} is text',
    source: JSONATA,
    states: { A: pass({ Output: ['{% 1 %} ', '$states.input', '{%'] }) },
    path: ['A'],
    output: ['{% 1 %} ', '$states.input', '{%'],
  },
  {
    rule: 'Falsy outputs are outputs',
    source: JSONATA,
    states: { A: pass({ Output: [false, 0, null, '', '{% false %}'] }) },
    path: ['A'],
    output: [false, 0, null, '', false],
  },
  {
    rule: 'A value that is undefined is an error',
    source: JSONATA,
    states: { A: output('$states.input.absent') },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.absent' specified for the field 'Output' returned nothing (undefined).".replace(
        /[()$#?.]/g,
        '\\$&',
      ),
  },
  {
    rule: 'A function is no value',
    source: JSONATA,
    states: { A: output('function($x){$x}') },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause: /returned an unsupported result type/,
  },
  {
    rule: 'An expression that throws is an error',
    source: JSONATA,
    states: { A: pass({ Output: { n: "{% 'a' + 1 %}" } }) },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause: /specified for the field 'Output\/n' threw an error during evaluation\. T2001/,
  },
  {
    rule: '$error raises one',
    source: JSONATA,
    states: { A: output("$error('stop here')") },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause: /stop here/,
  },
  {
    rule: '$partition, $range, $hash and $parse exist',
    source: JSONATA,
    states: {
      A: output(
        "{'p': $partition([1,2,3], 2), 'r': $range(0, 10, 5), 'down': $range(3, 1, -1), 'h': $hash('a', 'SHA-256'), 'j': $parse('[1]')}",
      ),
    },
    path: ['A'],
    output: {
      p: [[1, 2], [3]],
      r: [0, 5, 10],
      down: [3, 2, 1],
      h: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      j: [1],
    },
  },
  {
    rule: '$hash knows five algorithms',
    source: JSONATA,
    states: { A: output("$hash('a', 'MD4')") },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause: /\$hash knows MD5, SHA-1/,
  },
  {
    rule: '$parse refuses what is not JSON',
    source: JSONATA,
    states: { A: output("$parse('{')") },
    path: ['A'],
    error: 'States.QueryEvaluationError',
    cause: /threw an error/,
  },
  {
    rule: '$uuid gives a version 4 UUID',
    source: JSONATA,
    states: {
      A: output('$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)'),
    },
    path: ['A'],
    output: true,
  },
  {
    rule: '$random gives 0 to 1, and the same for the same seed',
    source: JSONATA,
    states: {
      A: output('($r := $random(); $r >= 0 and $r < 1 and $random(7) = $random(7) and $random(7) != $random(8))'),
    },
    path: ['A'],
    output: true,
  },
  {
    rule: '$now and $millis tell the time of the workflow',
    source: JSONATA,
    states: {
      W: { Type: 'Wait', Seconds: 3600, Next: 'A' },
      A: output("[$now(), $now('[H01]:[m01]', '+0100'), $millis()]"),
    },
    path: ['W', 'A'],
    output: ['2027-03-01T07:00:00.000Z', '08:00', Date.parse('2027-03-01T07:00:00Z')],
    seconds: 3600,
  },
  {
    rule: 'A filter without a match is undefined, with one match it is no array',
    source: 'JSONata: Sequences',
    states: { A: output("{'one': $states.input[n = 1].n, 'none': $exists($states.input[n = 9])}") },
    input: [{ n: 1 }, { n: 2 }],
    path: ['A'],
    output: { one: 1, none: false },
  },
  {
    rule: '$states.context tells about execution, state and machine',
    source: CONTEXT,
    states: { W: { Type: 'Wait', Seconds: 60, Next: 'A' }, A: output('$states.context') },
    input: { a: 1 },
    path: ['W', 'A'],
    seconds: 60,
    output: {
      Execution: {
        Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:execution',
        Input: { a: 1 },
        Name: 'execution',
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        StartTime: '2027-03-01T06:00:00.000Z',
        RedriveCount: 0,
      },
      State: { Name: 'A', EnteredTime: '2027-03-01T06:01:00.000Z', RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
    },
  },
  {
    rule: 'State.RetryCount counts the retries of a state, whose EnteredTime stays',
    source: CONTEXT,
    states: {
      A: task('f', {
        Arguments: { FunctionName: 'f', Payload: '{% $states.context.State %}' },
        Retry: [{ ErrorEquals: ['X'] }],
        End: true,
      }),
    },
    functions: { f: (payload, call) => (call < 3 ? failing('X') : payload) },
    path: ['A'],
    output: { Name: 'A', EnteredTime: '2027-03-01T06:00:00.000Z', RetryCount: 2 },
    seconds: 3,
  },
  {
    rule: 'An assigned variable is there from the next state on',
    source: VARIABLES,
    states: { A: pass({ Assign: { x: '{% $states.input.a * 2 %}' }, End: undefined, Next: 'B' }), B: output('$x') },
    input: { a: 21 },
    path: ['A', 'B'],
    output: 42,
  },
  {
    rule: 'Assign and Output see the variables as they were on entry',
    source: `${VARIABLES}, evaluation order`,
    states: {
      A: pass({ Assign: { x: 1, y: 2 }, End: undefined, Next: 'B' }),
      B: pass({ Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% [$x, $y] %}', End: undefined, Next: 'C' }),
      C: pass({ Output: { before: '{% $states.input %}', after: '{% [$x, $y] %}' } }),
    },
    path: ['A', 'B', 'C'],
    output: { before: [1, 2], after: [2, 1] },
  },
  {
    rule: 'An unknown variable is undefined; $exists asks first',
    source: VARIABLES,
    states: { A: output('$exists($x) ? $x : 0') },
    path: ['A'],
    output: 0,
  },
  {
    rule: 'A branch reads the variables around it, and its own end with it',
    source: `${VARIABLES}, variable scope`,
    states: {
      A: pass({ Assign: { x: 1 }, End: undefined, Next: 'P' }),
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'B',
            States: { B: pass({ Assign: { y: '{% $x + 1 %}' }, End: undefined, Next: 'C' }), C: output('$y') },
          },
        ],
        Next: 'D',
      },
      D: pass({ Output: { inner: '{% $states.input %}', isGone: '{% $not($exists($y)) %}' } }),
    },
    path: ['A', 'P', 'B', 'C', 'D'],
    output: { inner: [2], isGone: true },
  },
  {
    rule: 'Iterations do not see each other’s variables',
    source: `${VARIABLES}, variable scope`,
    states: {
      M: {
        Type: 'Map',
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: 'A',
          States: { A: pass({ Output: '{% $exists($seen) %}', Assign: { seen: true } }) },
        },
        End: true,
      },
    },
    input: [1, 2],
    path: ['M', 'A', 'A'],
    output: [false, false],
  },
  {
    rule: 'A state’s output of 256 KiB is the most',
    source: QUOTAS,
    states: { A: output(`$pad('', ${KIB_256 - 2}, 'x')`) },
    path: ['A'],
    output: 'x'.repeat(KIB_256 - 2),
  },
  {
    rule: 'A larger output fails',
    source: `${ERRORS}, States.DataLimitExceeded`,
    states: { A: output(`$pad('', ${KIB_256 - 1}, 'x')`) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
  },
  {
    rule: 'Limits count bytes, not characters',
    source: QUOTAS,
    states: { A: output(`$pad('', ${KIB_256 / 2}, 'ü')`) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
  },
  {
    rule: 'A larger result of a task fails',
    source: `${ERRORS}, States.DataLimitExceeded`,
    states: { A: task('f', { Output: 1, End: true }) },
    functions: { f: () => 'x'.repeat(KIB_256) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
    cause: /The state\/task 'lambda' returned a result/,
  },
  {
    rule: 'A larger input of a task fails before it is invoked',
    source: `${ERRORS}, States.DataLimitExceeded`,
    states: {
      A: task('f', { Arguments: { FunctionName: 'f', Payload: `{% $pad('', ${KIB_256}, 'x') %}` }, End: true }),
    },
    path: ['A'],
    error: 'States.DataLimitExceeded',
    calls: [],
  },
  {
    rule: 'A variable has at most 256 KiB',
    source: `${VARIABLES}, limits`,
    states: { A: pass({ Assign: { x: `{% $pad('', ${KIB_256 - 1}, 'x') %}` } }) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
    cause: "Variable size limit exceeded. Variable 'x' in state 'A' was assigned 262145 bytes.",
  },
  {
    rule: 'The variables of one Assign have at most 256 KiB together',
    source: `${VARIABLES}, limits`,
    states: { A: pass({ Assign: { x: `{% $pad('', 131071, 'x') %}`, y: `{% $pad('', 131071, 'x') %}` } }) },
    path: ['A'],
    error: 'States.DataLimitExceeded',
    cause: /exceed its limit by 2 bytes/,
  },
  {
    rule: 'All variables have at most 10 MiB together',
    source: `${VARIABLES}, limits`,
    states: Object.fromEntries(
      Array.from({ length: 42 }, (_, n) => [
        `S${n}`,
        {
          Type: 'Pass',
          Assign: { [`v${n}`]: `{% $pad('', 250000, 'x') %}` },
          ...(n === 41 ? { End: true } : { Next: `S${n + 1}` }),
        },
      ]),
    ),
    path: Array.from({ length: 42 }, (_, n) => `S${n}`),
    error: 'States.DataLimitExceeded',
    cause: /10 MiB/,
  },
];

describe('data flow', () => {
  it.each(ROWS.map((row) => [title(row), row] as const))('%s', (_, row) => check(row));
});
