import type { CjaClient, Dimension } from '../../shared/adobe/cja.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import type { ConfirmationPlan, ConfirmationResult } from '../../shared/steps/confirm.ts';

/** CJA reports at most this far back (docs: Reporting API, 18 months). */
const REPORTED_DAYS = 540;
const DAY_MILLISECONDS = 86_400_000;

type Reported = Pick<ConfirmationResult, 'audiences' | 'warnings'>;

/** What no other try would change. */
const UNREADABLE = ['AdobeNotFound', 'AdobeForbidden', 'AdobeRequestRejected'] as const;

interface DataViewPlan extends ConfirmationPlan {
  readonly dataViewId: string;
}

/**
 * Reads back how many persons CJA reports per audience. What cannot be read is a warning: the rows are in CJA, and
 * only a person can add a component to a data view.
 */
export async function personsPerAudience(plan: DataViewPlan, now: string, cja: CjaClient): Promise<Reported> {
  try {
    return await readReport(plan, now, cja);
  } catch (error) {
    if (!(error instanceof AdobeError && UNREADABLE.some((name) => name === error.name))) throw error;
    return {
      audiences: null,
      warnings: [`data view ${plan.dataViewId} cannot be read: ${error.message}`.slice(0, 2000)],
    };
  }
}

async function readReport(
  { dataViewId, targetDatasetId, audienceIdPath, audienceIds }: DataViewPlan,
  now: string,
  cja: CjaClient,
): Promise<Reported> {
  const dimensions = await cja.listDimensions(dataViewId);
  const dimension = dimensions.find((candidate) => isFieldOf(candidate, targetDatasetId, audienceIdPath));
  if (dimension === undefined) {
    return {
      audiences: null,
      warnings: [
        `data view ${dataViewId} has no dimension for ${audienceIdPath} of dataset ${targetDatasetId}: add it`,
      ],
    };
  }
  const persons = await cja.personsPerItem({
    dataViewId,
    dimensionId: dimension.id,
    dateRange: {
      from: new Date(Date.parse(now) - REPORTED_DAYS * DAY_MILLISECONDS),
      to: new Date(Date.parse(now) + DAY_MILLISECONDS),
    },
  });
  return {
    audiences: audienceIds.map((id) => ({ id, persons: persons.get(id) ?? 0 })),
    warnings:
      dimension.hasData === false ? [`dimension ${dimension.id} of data view ${dataViewId} has no data yet`] : [],
  };
}

function isFieldOf(dimension: Dimension, datasetId: string, path: string): boolean {
  return dimension.schemaPath === path && dimension.dataSetIds.includes(datasetId);
}
