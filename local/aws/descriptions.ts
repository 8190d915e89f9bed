import type { DeployedDefinition, Execution } from '../asl/execution/execution.ts';
import type { HistoryEvent } from '../asl/execution/history-event.ts';
import type { StateMachine } from '../asl/state-machine.ts';

/** How Step Functions shows its resources (Step Functions API reference, response elements). */

type IncludedData = 'ALL_DATA' | 'METADATA_ONLY';

/** AWS's JSON protocols carry moments as seconds. */
export function epochSeconds(milliseconds: number | null): number | undefined {
  return milliseconds === null ? undefined : milliseconds / 1000;
}

export function listedStateMachine({ arn, name, createdAt }: StateMachine): object {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: epochSeconds(createdAt) };
}

interface DescribedStateMachine {
  readonly [field: string]: unknown;
  readonly status: 'ACTIVE';
  readonly type: 'STANDARD';
  readonly creationDate: number | undefined;
}

/** @param definition the machine's own, or the one of an execution that started before an update */
export function describedStateMachine(
  machine: StateMachine,
  { text }: DeployedDefinition,
  includedData: IncludedData,
): DescribedStateMachine {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: includedData === 'ALL_DATA' ? text : '{}',
    roleArn: machine.roleArn,
    type: 'STANDARD',
    creationDate: epochSeconds(machine.createdAt),
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}

export function listedExecution(execution: Execution): object {
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: epochSeconds(execution.startedAt),
    stopDate: epochSeconds(execution.stoppedAt),
    redriveCount: execution.redriveCount,
    redriveDate: epochSeconds(execution.redrivenAt),
  };
}

/** @param redriveProblem why it cannot be redriven; null if it can */
export function describedExecution(
  execution: Execution,
  redriveProblem: string | null,
  includedData: IncludedData,
): object {
  const isWhole = includedData === 'ALL_DATA';
  const data = {
    input: execution.inputText,
    inputDetails: { included: true },
    ...(execution.status === 'SUCCEEDED'
      ? { output: JSON.stringify(execution.output), outputDetails: { included: true } }
      : {}),
    error: execution.error || undefined,
    cause: execution.cause || undefined,
  };
  return {
    ...listedExecution(execution),
    ...(isWhole ? data : {}),
    redriveStatus: redriveProblem === null ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: redriveProblem ?? undefined,
  };
}

const EXECUTION_DATA = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
];

export function historyEvent(event: HistoryEvent, includeExecutionData: boolean): object {
  const { timestamp, ...rest } = event;
  const shown = includeExecutionData ? rest : withoutData(rest);
  return { ...shown, timestamp: epochSeconds(timestamp) };
}

function withoutData(event: Omit<HistoryEvent, 'timestamp'>): object {
  return Object.fromEntries(
    Object.entries(event).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).filter(([member]) => !EXECUTION_DATA.includes(member)))
        : value,
    ]),
  );
}
