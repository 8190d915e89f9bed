import { createCatalogClient } from '../../shared/adobe/catalog.ts';
import { createCjaClient } from '../../shared/adobe/cja.ts';
import { createQueryServiceClient } from '../../shared/adobe/query-service.ts';
import { StartTransformInput, StartTransformOutput } from '../../shared/steps/transform.ts';
import { listConfirmedRuns } from '../baseline/confirmed-run.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { startTransform } from './start-transform.ts';

export const handler = step({ input: StartTransformInput, output: StartTransformOutput }, async (input) => {
  logFor(input.run, input.context);
  const { platform, cja } = await connectAdobe(input.run, input.context);
  const { sandbox } = input.run;
  return startTransform(input, {
    queryService: createQueryServiceClient(platform, { sandbox }),
    catalog: createCatalogClient(platform),
    cja: createCjaClient(cja),
    listConfirmedRuns,
    log,
  });
});
