import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { SyncError } from '../shared/errors/sync-error.ts';

/** Who is told: an address that confirms its subscription once, or an endpoint such as a pager's. */
export type Subscriber = { readonly email: string } | { readonly https: string };

/** What differs between one deployment of this service and another in the same account. */
export interface Stage {
  /** Part of every name, so that stages can stand side by side. */
  readonly name: string;
  /**
   * The folder with this stage's sync definitions, relative to the project. Every stage has its own: a definition names
   * datasets, and two stages that write the same ones would erase each other's rows.
   */
  readonly syncsFolder: string;
  /** Of the alert topic: alarms and failure messages alike. */
  readonly subscribers: readonly Subscriber[];
  /** Where docs/runbook.md can be read: alarms and messages link to its sections. */
  readonly runbook: string;
  /** false: nothing runs by itself, whatever the definitions say. */
  readonly runsOnSchedule: boolean;
  /** X-Ray traces of executions and functions. */
  readonly isTraced: boolean;
  /** Of executions and functions. A log group that outlives its stack has to go before the stage is deployed anew. */
  readonly logs: { readonly retention: RetentionDays; readonly removalPolicy: RemovalPolicy };
  readonly tags: Readonly<Record<string, string>>;
}

const STAGES = {
  dev: {
    name: 'dev',
    syncsFolder: 'syncs/dev',
    subscribers: [],
    runbook: 'docs/runbook.md',
    runsOnSchedule: true,
    isTraced: true,
    logs: { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY },
    tags: { service: 'audience-sync', stage: 'dev' },
  },
  prod: {
    name: 'prod',
    syncsFolder: 'syncs',
    subscribers: [],
    runbook: 'docs/runbook.md',
    runsOnSchedule: true,
    isTraced: true,
    // As long as Step Functions remembers an execution that has ended (docs: "Quotas related to state machine executions").
    logs: { retention: RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    tags: { service: 'audience-sync', stage: 'prod' },
  },
} as const satisfies Record<string, Stage>;

export const ALL_STAGES: readonly Stage[] = Object.values(STAGES);

/** @throws SyncError `DefinitionInvalid`, one line that lists the stages there are */
export function stageNamed(name: unknown): Stage {
  const stage = ALL_STAGES.find((candidate) => candidate.name === name);
  if (stage !== undefined) return stage;
  throw new SyncError('DefinitionInvalid', {
    resource: `-c stage=${String(name)}`,
    what: `the stages are ${ALL_STAGES.map((known) => known.name).join(' and ')}`,
    next: 'Choose one of them, or add a stage to infra/stages.ts',
  });
}
