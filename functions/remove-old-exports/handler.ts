import { createCatalogClient } from '../../shared/adobe/catalog.ts';
import { createIngestionClient } from '../../shared/adobe/ingestion.ts';
import { RemoveOldExportsInput, RemoveOldExportsOutput } from '../../shared/steps/remove-exports.ts';
import { listConfirmedRuns } from '../baseline/confirmed-run.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { removeOldExports } from './remove-old-exports.ts';

export const handler = step({ input: RemoveOldExportsInput, output: RemoveOldExportsOutput }, async (input) => {
  logFor(input.run, input.context);
  const { platform } = await connectAdobe(input.run, input.context);
  return removeOldExports(input, {
    catalog: createCatalogClient(platform),
    ingestion: createIngestionClient(platform),
    listConfirmedRuns,
    log,
  });
});
