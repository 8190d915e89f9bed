import { classifyQueryState, type Query } from '../../shared/adobe/query-service.ts';
import { parseMarker } from '../../shared/sql/marker.ts';
import { layoutOf } from '../../shared/sql/spec.ts';
import type { Run } from '../../shared/steps/common.ts';
import type { TransformPlan } from '../../shared/steps/transform.ts';
import { type BaselineClients, readBaseline } from '../baseline/read-baseline.ts';
import { chooseMode, type ModeDecision } from '../baseline/refresh-mode.ts';

interface Attempt {
  readonly run: Run;
  readonly transform: TransformPlan;
  readonly exportedAt: string;
  readonly queries: readonly Query[];
}

/**
 * Whether this attempt may write only what changed. What this run has written itself does not count, so that an attempt
 * whose answer was lost decides the same again.
 */
export async function decideMode(
  { run, transform, exportedAt, queries }: Attempt,
  clients: BaselineClients,
): Promise<ModeDecision> {
  const before = Date.parse(exportedAt);
  const baseline = await readBaseline(
    {
      stateMachineArn: run.stateMachineArn,
      targetDatasetId: transform.datasets.target,
      connectionId: transform.connectionId,
      before,
    },
    clients,
  );
  const { requestedMode, fullEveryDays } = transform;
  const decision = chooseMode(baseline, { requestedMode, fullEveryDays, layout: layoutOf(transform), now: before });
  const late = queries.find((query) => isLateWriter(query, run, before));
  if (decision.mode === 'full' || late === undefined) return decision;
  return {
    mode: 'full',
    modeReason: `query ${late.id} of an older run wrote after this run's export had begun`,
    skipEmptyRows: false,
    lastFullExportedAt: null,
  };
}

/** A query of another run that ended after this run's export had begun: its batches cannot be told from this run's own. */
function isLateWriter(query: Query, run: Run, before: number): boolean {
  const marker = parseMarker(query.sql);
  const isOther = marker !== null && marker.sync === run.sync && marker.runId !== run.runId;
  return isOther && classifyQueryState(query.state) !== 'running' && query.updatedAt >= before;
}
