import { runBlock, writeExport, writeHistory } from './lake.ts';
import { runTask, TaskFailed, type Machine } from './run-task.ts';
import type { Effort } from './task.ts';
import type { Workload } from './workload.ts';

export const MODES = ['full', 'delta'] as const;
export type Mode = (typeof MODES)[number];

/** One line of the table. */
export interface Measurement extends Workload {
  readonly what: 'bare scan' | 'bare grouping' | Mode;
  readonly effort: Effort | null;
  readonly rowsWritten: number | null;
  /** CPU time in multiples of the bare scan and of the bare grouping. */
  readonly timesScan: number | null;
  readonly timesGrouping: number | null;
  /** Why there is no effort. */
  readonly failure: string | null;
}

const DAILY_CHURN = 1;

/** The least that anything does that looks at the same memberships, through the same tables. */
const BARE = {
  'bare scan': `
    SELECT count(*), sum(cardinality(segmentMembership['ups'])), count(identityMap['ECID'][1].id)
    FROM audience_export`,
  'bare grouping': `
    SELECT count(*), sum(memberships)
    FROM (
      SELECT personID, count(*) AS memberships
      FROM (
        SELECT identityMap['ECID'][1].id AS personID, unnest(map_keys(segmentMembership['ups']))
        FROM audience_export
      )
      GROUP BY personID
    )`,
} as const;

/**
 * Measures the embedded engine at one size: everybody is in the target, one person in a hundred has changed. Every measurement
 * has a process of its own, and begins with the same tables. A block that fails is a result, too.
 */
export async function measureTransform(
  machine: Machine,
  workload: Workload,
  modes: readonly Mode[],
  say: (progress: string) => void,
): Promise<Measurement[]> {
  const size = `${workload.persons.toLocaleString('en')} persons × ${workload.audiences} audiences`;
  const announce = (what: string): void => {
    say(`${size}: ${what} …`);
  };

  announce('writing target and ledger of the day before');
  const history = await writeHistory(machine, workload);
  announce('writing the export');
  const exported = await writeExport(machine, workload, 1, DAILY_CHURN);

  const bare = async (what: keyof typeof BARE): Promise<Effort> => {
    announce(what);
    return (await runTask(machine, { kind: 'read', sql: BARE[what] }, [exported.batch])).effort;
  };
  const scan = await bare('bare scan');
  const grouping = await bare('bare grouping');
  const measurement = (
    what: Measurement['what'],
    effort: Effort | null,
    rowsWritten: number | null,
    failure: string | null = null,
  ): Measurement => ({
    ...workload,
    what,
    effort,
    rowsWritten,
    timesScan: ratio(effort, scan),
    timesGrouping: ratio(effort, grouping),
    failure,
  });

  const measurements = [measurement('bare scan', scan, null), measurement('bare grouping', grouping, null)];
  for (const mode of modes) {
    announce(`${mode}, ${DAILY_CHURN} % churn`);
    try {
      const { effort, rowsWritten } = await runBlock(machine, workload, { mode, exported, history });
      measurements.push(measurement(mode, effort, rowsWritten));
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      measurements.push(measurement(mode, null, null, error.message));
    }
  }
  return measurements;
}

function ratio(effort: Effort | null, bare: Effort): number | null {
  return effort === null || bare.cpuSeconds === 0 ? null : effort.cpuSeconds / bare.cpuSeconds;
}
