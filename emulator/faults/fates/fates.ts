import { type Fates, ORDINARY_FATES } from '../../fates.ts';
import type { ActiveFaults } from '../active-faults.ts';
import { changeOfBatch } from './batches.ts';
import { changeOfArrival } from './cja.ts';
import { changeOfExportJob } from './export-jobs.ts';
import type { FateFault, InProcessFault } from '../fault.ts';
import { changeOfQuery } from './queries.ts';
import { changeOfToken } from './tokens.ts';

type Kind = FateFault['kind'];
type OfKind<Which extends Kind> = Extract<FateFault, { kind: Which }>;

/** Lets faults happen to what comes into being at Adobe. Of several that change the same, the one added last counts. */
export function createFates(faults: ActiveFaults): Fates {
  /** The faults of some kinds that happen to what has come into being now. */
  function firing<Which extends Kind>(
    kinds: readonly Which[],
    isAbout: (fault: OfKind<Which>) => boolean = () => true,
  ): OfKind<Which>[] {
    return faults.firing((fault): fault is OfKind<Which> => isOfKind(fault, kinds) && isAbout(fault));
  }
  const isActive = (fault: InProcessFault): boolean => faults.list().some((active) => active.fault === fault);

  return {
    exportJob: ({ datasetId }) =>
      changed(
        ORDINARY_FATES.exportJob,
        firing(
          ['export-job-fails', 'export-job-stalls', 'export-job-succeeds-with-errors', 'export-job-miscounts'],
          (fault) => isAnyOr(datasetId, fault.datasetId),
        ).map(changeOfExportJob),
      ),
    query: ({ sql }) =>
      changed(
        ORDINARY_FATES.query,
        firing(['query-fails', 'query-killed', 'query-stalls', 'query-succeeds-with-errors'], (fault) =>
          sql.includes(fault.containing ?? ''),
        ).map(changeOfQuery),
      ),
    batch: ({ datasetId }) =>
      changed(
        ORDINARY_FATES.batch,
        firing(['batch-fails', 'batch-stalls', 'batch-miscounts'], (fault) => isAnyOr(datasetId, fault.datasetId)).map(
          changeOfBatch,
        ),
      ),
    arrival: ({ connectionId, datasetId }) =>
      changed(
        ORDINARY_FATES.arrival,
        firing(
          ['cja-late', 'cja-never', 'cja-skips-batch'],
          (fault) => isAnyOr(connectionId, fault.connectionId) && isAnyOr(datasetId, fault.datasetId),
        ).map((fault) => changeOfArrival(fault, isActive)),
      ),
    token: () => changed(ORDINARY_FATES.token, firing(['short-lived-token']).map(changeOfToken)),
    secondsUntilListed: (list) => firing(['list-lag'], (fault) => fault.list === list).at(-1)?.seconds ?? 0,
  };
}

function isOfKind<Which extends Kind>(fault: InProcessFault, kinds: readonly Which[]): fault is OfKind<Which> {
  return kinds.some((kind) => kind === fault.kind);
}

/** What a fault does not name may be any. */
function isAnyOr(id: string, named: string | undefined): boolean {
  return named === undefined || named === id;
}

function changed<Fate extends object>(ordinary: Fate, changes: readonly Partial<Fate>[]): Fate {
  return changes.reduce<Fate>((fate, change) => ({ ...fate, ...change }), ordinary);
}
