export const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:audience-sync-dev-daily:run-b';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:audience-sync-dev-daily';

export const invocation = { getRemainingTimeInMillis: (): number => 120_000 };

/** What EventBridge delivers (docs: "Automating Step Functions event delivery with EventBridge", the example of a failed execution). */
export const statusChange = (detail: object = {}, time = '2026-01-05T06:10:00Z') => ({
  version: '0',
  id: '315c1398-40ff-a850-213b-158f73e60175',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: '123456789012',
  time,
  region: 'us-east-1',
  resources: [EXECUTION],
  detail: {
    executionArn: EXECUTION,
    stateMachineArn: MACHINE,
    name: 'run-b',
    status: 'FAILED',
    startDate: Date.parse('2026-01-05T06:00:00Z'),
    stopDate: Date.parse(time),
    input: '{}',
    output: null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: 'REDRIVABLE',
    redriveStatusReason: null,
    inputDetails: { included: true },
    outputDetails: null,
    error: null,
    cause: null,
    ...detail,
  },
});
