import { cjaShowsNewestTruth } from './cja-shows-newest-truth.ts';
import { contractNames } from './contract-names.ts';
import type { Evidence, Invariant } from './evidence.ts';
import { noOlderTruth } from './no-older-truth.ts';
import { noRowTwice } from './no-row-twice.ts';
import { noSecretEmitted } from './no-secret-emitted.ts';
import { nothingLeftRunning } from './nothing-left-running.ts';
import { oneInsertPerAttempt } from './one-insert-per-attempt.ts';
import { oneLiveExport } from './one-live-export.ts';
import { retriesByContract } from './retries-by-contract.ts';

/** What must hold whenever everything stands still, whatever went wrong before. */
const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'CJA equals the truth of the newest green run': cjaShowsNewestTruth,
  'at most one live export per attempt': oneLiveExport,
  'at most one INSERT per attempt': oneInsertPerAttempt,
  'no row written twice': noRowTwice,
  'no older truth over newer': noOlderTruth,
  'every error has a contract name': contractNames,
  'retried if transient, never if terminal': retriesByContract,
  'nothing left running at Adobe': nothingLeftRunning,
  'no secret emitted': noSecretEmitted,
};

export interface Broken {
  readonly invariant: string;
  readonly detail: string;
}

export async function brokenInvariants(evidence: Evidence): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const [invariant, check] of Object.entries(INVARIANTS)) {
    for (const detail of await check(evidence)) broken.push({ invariant, detail });
  }
  return broken;
}
