import type { Execution } from '../asl/execution/execution.ts';
import type { JsonObject } from '../asl/json.ts';

/** Of escaped input and output together; what is too large is left out, the input first. */
const PAYLOAD_BYTES = 248 * 1024;

/**
 * The event that Step Functions sends to EventBridge's default bus when an execution starts, is redriven or ends.
 * Source: docs "Automating Step Functions event delivery with EventBridge"; `error`, `cause` and what is said of redrives are
 * named there as those of DescribeExecution.
 * @param id of this event
 * @param redriveProblem why the execution cannot be redriven; null if it can
 * @param now epoch milliseconds
 */
export function statusChangeEvent(
  execution: Execution,
  { id, redriveProblem, now }: { readonly id: string; readonly redriveProblem: string | null; readonly now: number },
): JsonObject {
  const [, , , region = '', account = ''] = execution.arn.split(':');
  const output = execution.status === 'SUCCEEDED' ? JSON.stringify(execution.output) : null;
  const outputBytes = output === null ? 0 : escapedBytes(output);
  const isOutputIncluded = outputBytes <= PAYLOAD_BYTES;
  const isInputIncluded = escapedBytes(execution.inputText) + (isOutputIncluded ? outputBytes : 0) <= PAYLOAD_BYTES;
  return {
    version: '0',
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account,
    time: new Date(now).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.stateMachineArn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: execution.stoppedAt,
      input: isInputIncluded ? execution.inputText : null,
      inputDetails: { included: isInputIncluded },
      output: isOutputIncluded ? output : null,
      outputDetails: output === null ? null : { included: isOutputIncluded },
      error: execution.error ?? null,
      cause: execution.cause ?? null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt,
      redriveStatus: redriveProblem === null ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
      redriveStatusReason: redriveProblem,
    },
  };
}

/** As text inside of JSON, which is how it travels. */
const escapedBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text));
