import { describe, expect, it } from '@jest/globals';
import { loadDefinition } from '../../../../local/asl/definition/load.ts';
import { UnsupportedDefinition } from '../../../../local/asl/errors.ts';
import { INVOKE, type States, task } from './run-machine.ts';

const pass = { Type: 'Pass', End: true };
const machine = (States: States, fields: Record<string, unknown> = {}): unknown => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(States)[0],
  States,
  ...fields,
});
const one = (state: Record<string, unknown>): unknown => machine({ A: state });
const processor = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  StartAt: 'B',
  States: { B: pass },
  ...fields,
});
const map = (fields: Record<string, unknown>): unknown =>
  one({ Type: 'Map', ItemProcessor: processor(), End: true, ...fields });

type Refused = [feature: string, definition: unknown, message: string | RegExp];

/** What Step Functions can do and this interpreter cannot: refused by name, never run differently. */
const NOT_IMPLEMENTED: Refused[] = [
  [
    'JSONPath as the machine’s query language',
    { ...(one(pass) as object), QueryLanguage: 'JSONPath' },
    /QueryLanguage: JSONPath/,
  ],
  ['no query language, which is JSONPath', { StartAt: 'A', States: { A: pass } }, /QueryLanguage: JSONPath/],
  ['JSONPath in one state', one({ ...pass, QueryLanguage: 'JSONPath' }), /^A: QueryLanguage: JSONPath/],
  [
    'InputPath',
    one({ ...pass, InputPath: '$.a' }),
    'A: InputPath: JSONPath is not implemented; this interpreter runs JSONata only',
  ],
  ['OutputPath', one({ ...pass, OutputPath: '$.a' }), /^A: OutputPath: JSONPath/],
  ['Parameters', one({ ...pass, Parameters: {} }), /^A: Parameters: JSONPath/],
  ['ResultSelector', one(task('f', { ResultSelector: {}, End: true })), /^A: ResultSelector: JSONPath/],
  ['ResultPath', one({ ...pass, ResultPath: null }), /^A: ResultPath: JSONPath/],
  ['Result', one({ ...pass, Result: {} }), /^A: Result: JSONPath/],
  ['ItemsPath', map({ ItemsPath: '$.a' }), /^A: ItemsPath: JSONPath/],
  ['MaxConcurrencyPath', map({ MaxConcurrencyPath: '$.a' }), /^A: MaxConcurrencyPath: JSONPath/],
  ['SecondsPath', one({ Type: 'Wait', SecondsPath: '$.a', End: true }), /^A: SecondsPath: JSONPath/],
  ['TimestampPath', one({ Type: 'Wait', TimestampPath: '$.a', End: true }), /^A: TimestampPath: JSONPath/],
  ['TimeoutSecondsPath', one(task('f', { TimeoutSecondsPath: '$.a', End: true })), /^A: TimeoutSecondsPath: JSONPath/],
  ['ErrorPath', one({ Type: 'Fail', ErrorPath: '$.a' }), /^A: ErrorPath: JSONPath/],
  ['CausePath', one({ Type: 'Fail', CausePath: '$.a' }), /^A: CausePath: JSONPath/],
  [
    'a JSONPath choice rule',
    machine({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'B' }] }, B: pass }),
    /^A: Choices\/0\//,
  ],
  [
    'HeartbeatSeconds',
    one(task('f', { HeartbeatSeconds: 10, End: true })),
    'A: HeartbeatSeconds: heartbeats are not implemented',
  ],
  ['Credentials', one(task('f', { Credentials: {}, End: true })), /^A: Credentials: assuming another role/],
  [
    'a Distributed Map',
    map({ ItemProcessor: processor({ ProcessorConfig: { Mode: 'DISTRIBUTED' } }) }),
    /Distributed Map/,
  ],
  [
    'ExecutionType',
    map({ ItemProcessor: processor({ ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'EXPRESS' } }) }),
    /ExecutionType/,
  ],
  ['ItemReader', map({ ItemReader: {} }), /^A: ItemReader: Distributed Map/],
  ['ItemBatcher', map({ ItemBatcher: {} }), /^A: ItemBatcher: Distributed Map/],
  ['ResultWriter', map({ ResultWriter: {} }), /^A: ResultWriter: Distributed Map/],
  ['Label', map({ Label: 'x' }), /^A: Label: Distributed Map/],
  ['ToleratedFailureCount', map({ ToleratedFailureCount: 1 }), /^A: ToleratedFailureCount: tolerated failures/],
  [
    'ToleratedFailurePercentage',
    map({ ToleratedFailurePercentage: 1 }),
    /^A: ToleratedFailurePercentage: tolerated failures/,
  ],
  ['Iterator', map({ Iterator: processor() }), /^A: Iterator: the old name/],
  [
    'an activity',
    one({ ...task('f', { End: true }), Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' }),
    /activities/,
  ],
  [
    'waiting for a task token',
    one({ ...task('f', { End: true }), Resource: `${INVOKE}.waitForTaskToken` }),
    /task token/,
  ],
  ['running a job', one({ ...task('f', { End: true }), Resource: 'arn:aws:states:::glue:startJobRun.sync' }), /\.sync/],
  [
    'an SDK integration',
    one({ ...task('f', { End: true }), Resource: 'arn:aws:states:::aws-sdk:s3:getObject' }),
    /aws-sdk:s3:getObject/,
  ],
  [
    'a function as Resource',
    one({ ...task('f', { End: true }), Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' }),
    /^A: Resource: a function’s ARN/,
  ],
  [
    'another argument of lambda:invoke',
    one(task('f', { Arguments: { FunctionName: 'f', InvocationType: 'Event' }, End: true })),
    /InvocationType/,
  ],
  [
    'arguments as one expression',
    one(task('f', { Arguments: '{% $states.input %}', End: true })),
    /^A: Arguments: an object/,
  ],
];

/** What is no valid Amazon States Language. */
const INVALID: Refused[] = [
  ['no object', 'text', /^the state machine: definition: /],
  ['no StartAt', { QueryLanguage: 'JSONata', States: { A: pass } }, /^the state machine: StartAt: /],
  [
    'StartAt without a state',
    machine({ A: pass }, { StartAt: 'X' }),
    'the state machine: StartAt: there is no state "X"',
  ],
  ['no Type', one({ End: true }), /^A: Type: /],
  ['an unknown Type', one({ Type: 'Loop', End: true }), 'A: Type: "Loop" is not a state type'],
  ['an unknown field', one({ ...pass, Delay: 1 }), /^A: Delay: Unrecognized key/],
  ['a field of another type', one({ ...pass, Choices: [] }), /^A: Choices: Unrecognized key/],
  ['an unknown field of the machine', machine({ A: pass }, { Author: 'x' }), /^the state machine: Author: /],
  ['Next to nowhere', one({ Type: 'Pass', Next: 'X' }), 'A: Next: there is no state "X" here'],
  [
    'Next into another scope',
    machine({ A: { Type: 'Map', ItemProcessor: processor(), Next: 'B' } }),
    'A: Next: there is no state "B" here',
  ],
  [
    'Catch to nowhere',
    one(task('f', { Catch: [{ ErrorEquals: ['X'], Next: 'X' }], End: true })),
    /^A: Next: there is no state "X"/,
  ],
  ['neither Next nor End', one({ Type: 'Pass' }), /^A: Next: a state has exactly one of Next and End/],
  [
    'Next and End',
    machine({ A: { Type: 'Pass', Next: 'B', End: true }, B: pass }),
    /^A: Next: a state has exactly one/,
  ],
  ['End: false', one({ Type: 'Pass', End: false }), /^A: End: /],
  ['a state that nothing leads to', machine({ A: pass, B: pass }), 'B: state: no transition leads here'],
  [
    'a loop without an end',
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    'the state machine: States: no state ends this scope',
  ],
  [
    'one name in two scopes',
    machine({ B: { Type: 'Map', ItemProcessor: processor(), End: true } }),
    'B: name: two states of the machine have this name',
  ],
  ['a name of 81 characters', machine({ ['x'.repeat(81)]: pass }), /at most 80 characters/],
  ['a Choice with Next', machine({ A: { Type: 'Choice', Choices: [], Next: 'B' }, B: pass }), /^A: /],
  ['a Choice without rules', machine({ A: { Type: 'Choice', Choices: [], Default: 'B' }, B: pass }), /^A: Choices: /],
  [
    'a Condition that is text',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'B' }] }, B: pass }),
    /^A: Choices\/0\/Condition: /,
  ],
  [
    'a Wait with two times',
    one({ Type: 'Wait', Seconds: 1, Timestamp: '2027-01-01T00:00:00Z', End: true }),
    /^A: Seconds: /,
  ],
  ['a Wait without a time', one({ Type: 'Wait', End: true }), /^A: Seconds: /],
  ['negative Seconds', one({ Type: 'Wait', Seconds: -1, End: true }), /^A: Seconds: /],
  ['a wrong Timestamp', one({ Type: 'Wait', Timestamp: '2027-01-01 00:00', End: true }), /^A: Timestamp: /],
  ['a Map without a processor', one({ Type: 'Map', End: true }), /^A: ItemProcessor: /],
  ['a Parallel without branches', one({ Type: 'Parallel', Branches: [], End: true }), /^A: Branches: /],
  [
    'States.ALL beside another name',
    one(task('f', { Retry: [{ ErrorEquals: ['States.ALL', 'X'] }], End: true })),
    'A: Retry/0/ErrorEquals: States.ALL must stand alone',
  ],
  [
    'States.ALL before another rule',
    one(task('f', { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }], End: true })),
    'A: Retry/0/ErrorEquals: States.ALL must stand in the last rule',
  ],
  ['Retry without names', one(task('f', { Retry: [{ ErrorEquals: [] }], End: true })), /^A: Retry\/0\/ErrorEquals: /],
  [
    'BackoffRate below 1',
    one(task('f', { Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }], End: true })),
    /^A: Retry\/0\/BackoffRate: /,
  ],
  [
    'an unknown field of a retrier',
    one(task('f', { Retry: [{ ErrorEquals: ['X'], Delay: 1 }], End: true })),
    /^A: Retry\/0\/Delay: /,
  ],
  ['Retry on a Pass', one({ ...pass, Retry: [] }), /^A: Retry: Unrecognized key/],
  ['TimeoutSeconds of 0', one(task('f', { TimeoutSeconds: 0, End: true })), /^A: TimeoutSeconds: /],
  ['a variable called states', one({ ...pass, Assign: { states: 1 } }), /^A: Assign\/states: /],
  [
    'an outer variable assigned inside',
    machine({
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' },
      M: { Type: 'Map', ItemProcessor: { StartAt: 'B', States: { B: { ...pass, Assign: { x: 2 } } } }, End: true },
    }),
    'B: Assign/x: a scope around this one assigns the same variable',
  ],
  [
    'JSONata that does not compile',
    one({ ...pass, Output: '{% 1 + %}' }),
    /^A: Output: the JSONata expression "1 \+" does not compile: S0207/,
  ],
  ['JSONata deep inside', one({ ...pass, Output: { a: ['{% ( %}'] } }), /^A: Output\/a\/0: /],
  ['an empty expression', one({ ...pass, Output: '{% %}' }), /^A: Output: the JSONata expression is empty/],
  ['$eval', one({ ...pass, Output: '{% $eval("1") %}' }), /\$eval is not available/],
  ['$ outside of a path', one({ ...pass, Output: '{% $ %}' }), /^A: Output: .*\$ has no input of its own/],
  ['$$', one({ ...pass, Output: '{% $$.a %}' }), /\$\$ has no input of its own/],
  ['a field name outside of a path', one({ ...pass, Output: '{% total %}' }), /"total" has no input of its own/],
  ['a field name in a constructor', one({ ...pass, Output: "{% {'a': total} %}" }), /"total" has no input of its own/],
  [
    'an expression in a catcher',
    machine({ A: task('f', { Catch: [{ ErrorEquals: ['X'], Next: 'B', Output: '{% b %}' }], End: true }), B: pass }),
    /^A: Catch\/0\/Output: /,
  ],
];

describe('a definition is refused at load', () => {
  it.each([...NOT_IMPLEMENTED, ...INVALID])('%s', (_, definition, message) => {
    expect(() => loadDefinition(definition)).toThrow(UnsupportedDefinition);
    expect(() => loadDefinition(definition)).toThrow(message);
  });

  it('names the states around the one that is refused', () => {
    const inner = { StartAt: 'B', States: { B: { ...pass, InputPath: '$' } } };
    expect(() => loadDefinition(one({ Type: 'Parallel', Branches: [inner], End: true }))).toThrow(/^A\/B: InputPath: /);
  });

  it.each<[string, unknown]>([
    ['comments everywhere', machine({ A: { ...pass, Comment: 'a' } }, { Comment: 'm', Version: '1.0' })],
    [
      'fields and $ inside of paths',
      one({ ...pass, Output: '{% $states.input.items[price > 3].{"n": name, "p": $.price} %}' }),
    ],
    [
      'names and $ in sorting, grouping and mapping',
      one({ ...pass, Output: '{% [$states.input.items^(>price){name: $sum(price)}, [1..3].($ * 2)] %}' }),
    ],
    ['a transform', one({ ...pass, Output: '{% $states.input ~> |$|{"seen": true}| %}' })],
    ['text that only looks like an expression', one({ ...pass, Output: ' {% total %}' })],
  ])('but not: %s', (_, definition) => {
    expect(loadDefinition(definition).startAt).toBe('A');
  });
});
