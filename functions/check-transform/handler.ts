import { createCatalogClient } from '../../shared/adobe/catalog.ts';
import { createDataAccessClient } from '../../shared/adobe/data-access.ts';
import { createQueryServiceClient } from '../../shared/adobe/query-service.ts';
import { CheckTransformInput, CheckTransformOutput } from '../../shared/steps/transform.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { checkTransform } from './check-transform.ts';

export const handler = step({ input: CheckTransformInput, output: CheckTransformOutput }, async (input) => {
  logFor(input.run, input.context);
  const { platform } = await connectAdobe(input.run, input.context);
  const { sandbox } = input.run;
  return checkTransform(input, {
    queryService: createQueryServiceClient(platform, { sandbox }),
    catalog: createCatalogClient(platform),
    dataAccess: createDataAccessClient(platform),
    log,
  });
});
