import type { CatalogClient } from '../../shared/adobe/catalog.ts';
import type { CjaClient, Connection } from '../../shared/adobe/cja.ts';
import type { SchemaRegistryClient } from '../../shared/adobe/schema-registry.ts';
import type { SegmentationClient } from '../../shared/adobe/segmentation.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { parseSyncDefinition } from '../../shared/definition/parse.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';
import { layoutOf } from '../../shared/sql/spec.ts';
import type { Run } from '../../shared/steps/common.ts';
import type { ConfirmationPlan } from '../../shared/steps/confirm.ts';
import { type ExportGroup, MOST_EXPORT_GROUPS } from '../../shared/steps/export.ts';
import { type PlanRunInput, type PlanRunOutput, RunOverrides, type RunPlan } from '../../shared/steps/plan-run.ts';
import type { PlannedAudience, TransformPlan } from '../../shared/steps/transform.ts';
import { type BaselineClients, readBaseline } from '../baseline/read-baseline.ts';
import { chooseMode } from '../baseline/refresh-mode.ts';
import { connectionProblems } from '../connection/target-in-connection.ts';
import type { Log } from '../runtime/log.ts';
import { type ActiveRun, olderActiveRun } from './active-runs.ts';
import { checkDataView } from './check-data-view.ts';
import { checkDatasets } from './check-datasets.ts';
import { evaluationWarnings } from './evaluation-warnings.ts';
import { MOST_PAYLOAD_BYTES, payloadBytes, refuseTooLarge } from './payload.ts';
import { previewSql } from './preview-sql.ts';
import { resolveAudiences } from './resolve-audiences.ts';
import { runIdOf } from './run-id.ts';

interface PlanClients {
  readonly segmentation: SegmentationClient;
  readonly catalog: CatalogClient;
  readonly schemaRegistry: SchemaRegistryClient;
  readonly cja: CjaClient;
}

interface Dependencies {
  readonly listConfirmedRuns: BaselineClients['listConfirmedRuns'];
  readonly listActiveRuns: (stateMachineArn: string) => Promise<readonly ActiveRun[]>;
  readonly isDryRun: (run: ActiveRun) => Promise<boolean>;
  /** Connects to Adobe; not called before it is sure that this run may go on. */
  readonly connect: (run: Run) => Promise<PlanClients>;
  /** Called as soon as it is known which run this is: from then on the log names it. */
  readonly logFor: (run: Run) => void;
  readonly log: Log;
}

/**
 * Decides what a run does, and checks all that can be checked before hours are spent.
 * An older active run of the same sync, dry runs apart, is looked for before any call to Adobe: then this one ends as skipped.
 * @throws SyncError `DefinitionInvalid`, `InputInvalid`, `AudienceUnusable`, `DatasetUnusable`, `ConnectionUnusable`
 */
export async function planRun(
  input: PlanRunInput,
  { listActiveRuns, isDryRun, listConfirmedRuns, connect, logFor, log }: Dependencies,
): Promise<PlanRunOutput> {
  const { execution, context } = input;
  const definition = readDefinition(input);
  const run: Run = {
    sync: definition.name,
    runId: runIdOf(execution.name),
    startedAt: execution.startedAt,
    sandbox: definition.adobe.sandbox,
    credentialsSecret: definition.adobe.credentialsSecret,
    stateMachineArn: execution.stateMachineArn,
  };
  logFor(run);
  const overrides = readOverrides(input);
  const ending = { sync: run.sync, runId: run.runId, startedAt: run.startedAt, finishedAt: context.now };

  if (!overrides.dryRun) {
    const own = { executionArn: execution.arn, startedAt: Date.parse(execution.startedAt) };
    const older = await olderActiveRun(own, await listActiveRuns(execution.stateMachineArn), isDryRun);
    if (older !== null) {
      log('An older run of this sync is active: this one is skipped', { olderExecution: older.executionArn });
      return {
        decision: 'end',
        record: { outcome: 'skipped', ...ending, warnings: [], olderExecutionArn: older.executionArn },
      };
    }
  }

  const plan = await makePlan({ definition, overrides, run, now: context.now }, await connect(run), listConfirmedRuns);
  refuseTooLarge(plan, definition);
  log('The run is planned', {
    mode: plan.transform.mode,
    exportJobs: plan.exportGroups.length,
    audiences: plan.transform.audiences.length,
  });
  if (!overrides.dryRun) return { decision: 'run', plan };
  const { exportGroups, transform, warnings } = plan;
  const record = { outcome: 'planned' as const, ...ending, warnings, exportGroups, transform };
  return { decision: 'end', record: { ...record, sql: previewSql(plan, MOST_PAYLOAD_BYTES - payloadBytes(record)) } };
}

interface Planned {
  readonly definition: SyncDefinition;
  readonly overrides: RunOverrides;
  readonly run: Run;
  readonly now: string;
}

async function makePlan(
  { definition, overrides, run, now }: Planned,
  clients: PlanClients,
  listConfirmedRuns: BaselineClients['listConfirmedRuns'],
): Promise<RunPlan> {
  const { membership, identity, attempts, deadlines, datasets: ids, cja, refresh, guards } = definition;
  const [{ planned, audiences, warnings: audienceWarnings }, datasets, baseline, newestEvaluation, dataViewWarnings] =
    await Promise.all([
      resolveAudiences(definition, clients.segmentation),
      checkDatasets(definition, clients),
      readBaseline(
        {
          stateMachineArn: run.stateMachineArn,
          targetDatasetId: ids.target,
          connectionId: cja.connectionId,
          before: Date.parse(now),
        },
        { ...clients, listConfirmedRuns },
      ),
      clients.segmentation.newestSucceededSegmentJob(),
      checkDataView(cja, clients.cja),
    ]);
  refuseUnusable(baseline.connection, definition);

  const layout = layoutOf({ shape: membership.shape, identity, fields: membership.fields });
  const wishes = { requestedMode: overrides.mode ?? refresh.mode, fullEveryDays: refresh.fullEveryDays, layout };
  const { mode, modeReason } = chooseMode(baseline, { ...wishes, now: Date.parse(now) });
  const transform: TransformPlan = {
    mode,
    modeReason,
    requestedMode: wishes.requestedMode,
    fullEveryDays: refresh.fullEveryDays,
    swing: overrides.acceptSwing ? null : swingLimits(guards),
    connectionId: cja.connectionId,
    shape: membership.shape,
    identity,
    audiences: planned,
    datasets: { target: ids.target, ledger: ids.ledger },
    ...datasets,
    tenant: membership.tenant,
    fields: membership.fields,
    maxAttempts: attempts.transform,
    deadlineMinutes: deadlines.transformMinutes,
  };
  return {
    run,
    exportGroups: exportGroups(definition, planned),
    transform,
    confirmation: confirmationPlan(definition),
    housekeeping: { datasetId: ids.export, keepRuns: definition.keepExportBatchesOfRuns },
    warnings: [
      ...audienceWarnings,
      ...dataViewWarnings,
      ...evaluationWarnings(audiences, {
        newest: newestEvaluation,
        lastExportedAt: baseline.confirmed === null ? null : Date.parse(baseline.confirmed.exportedAt),
      }),
    ],
    definition: withoutAudiences(definition),
  };
}

function withoutAudiences({ audiences: _audiences, ...others }: SyncDefinition): unknown {
  return others;
}

/** The definition says how much may be lost or won; the statement compares members now with members then. */
function swingLimits({
  maxShrinkPercent,
  maxGrowPercent,
  minMembers,
}: SyncDefinition['guards']): TransformPlan['swing'] {
  return { minPercent: 100 - maxShrinkPercent, maxPercent: 100 + maxGrowPercent, floor: minMembers };
}

function refuseUnusable(connection: Connection, { cja, datasets }: SyncDefinition): void {
  const problems = connectionProblems(connection, datasets.target);
  if (problems.length === 0) return;
  throw new SyncError('ConnectionUnusable', {
    resource: `CJA connection ${cja.connectionId}`,
    what: problems.join('; '),
    next: 'Change the connection in CJA, then start the run again',
  });
}

/** One export job per merge policy, in the order in which the definition first needs it. */
function exportGroups(
  { identity, datasets, attempts, deadlines }: SyncDefinition,
  audiences: readonly PlannedAudience[],
): ExportGroup[] {
  const byPolicy = Map.groupBy(audiences, (audience) => audience.mergePolicyId);
  if (byPolicy.size > MOST_EXPORT_GROUPS) {
    throw new SyncError('AudienceUnusable', {
      resource: `audiences of the sync`,
      what: `they have ${byPolicy.size} merge policies; a sync exports at most ${MOST_EXPORT_GROUPS}`,
      next: 'Divide the audiences among several syncs, each with datasets of its own',
    });
  }
  const identityField = 'namespace' in identity ? 'identityMap' : identity.field;
  return [...byPolicy].map(([mergePolicyId, members]) => ({
    mergePolicyId,
    datasetId: datasets.export,
    fields: `${identityField},segmentMembership`,
    audiences: members.map(({ id, membershipNamespace }) => ({ id, membershipNamespace })),
    maxAttempts: attempts.export,
    deadlineMinutes: deadlines.exportMinutes,
  }));
}

function confirmationPlan({ cja, datasets, membership, audiences, deadlines }: SyncDefinition): ConfirmationPlan {
  const { shape, tenant, fields } = membership;
  return {
    connectionId: cja.connectionId,
    dataViewId: cja.dataViewId ?? null,
    targetDatasetId: datasets.target,
    audienceIdPath: shape === 'objects' ? `${tenant}.${fields.memberships}.id` : `${tenant}.${fields.ids}`,
    audienceIds: audiences.map(({ id }) => id),
    deadlineMinutes: deadlines.cjaMinutes,
  };
}

function readDefinition({ definition, execution }: PlanRunInput): SyncDefinition {
  return parseSyncDefinition(JSON.parse(definition), `definition in ${execution.stateMachineArn}`);
}

function readOverrides({ overrides, execution }: PlanRunInput): RunOverrides {
  const parsed = RunOverrides.safeParse(overrides);
  if (parsed.success) return parsed.data;
  throw new SyncError('InputInvalid', {
    resource: `input of execution ${execution.name}`,
    what: zodLine(parsed.error),
    next: 'Start a new execution; {} is a complete input, and {"dryRun": true} only plans',
  });
}
