import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import type { RunPlan } from '../../shared/steps/plan-run.ts';

/** A payload holds 256 KiB (docs: Step Functions quotas), of which Lambda's answer around ours takes a little. */
export const MOST_PAYLOAD_BYTES = 255_000;

/** What a value takes in a payload. */
export function payloadBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * No later payload of a run is larger than its plan. With ids as Adobe makes them every plan fits; the definition takes
 * much longer ones.
 * @throws SyncError `DefinitionInvalid`
 */
export function refuseTooLarge(plan: RunPlan, { name, audiences }: SyncDefinition): void {
  const bytes = payloadBytes(plan);
  if (bytes <= MOST_PAYLOAD_BYTES) return;
  throw new SyncError('DefinitionInvalid', {
    resource: `sync ${name}`,
    what: `the plan for its ${audiences.length} audiences takes ${bytes} bytes, and Step Functions passes on ${MOST_PAYLOAD_BYTES}`,
    next: 'Give the audiences shorter names, or make two syncs of this one',
  });
}
