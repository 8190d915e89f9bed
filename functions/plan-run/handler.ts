import { createCatalogClient } from '../../shared/adobe/catalog.ts';
import { createCjaClient } from '../../shared/adobe/cja.ts';
import { createSchemaRegistryClient } from '../../shared/adobe/schema-registry.ts';
import { createSegmentationClient } from '../../shared/adobe/segmentation.ts';
import { PlanRunInput, PlanRunOutput } from '../../shared/steps/plan-run.ts';
import { listConfirmedRuns } from '../baseline/confirmed-run.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { isDryRun, listActiveRuns } from './active-runs.ts';
import { planRun } from './plan-run.ts';

export const handler = step({ input: PlanRunInput, output: PlanRunOutput }, (input) =>
  planRun(input, {
    listActiveRuns,
    isDryRun,
    listConfirmedRuns,
    connect: async (run) => {
      const { platform, cja } = await connectAdobe(run, input.context);
      return {
        segmentation: createSegmentationClient(platform),
        catalog: createCatalogClient(platform),
        schemaRegistry: createSchemaRegistryClient(platform),
        cja: createCjaClient(cja),
      };
    },
    logFor: (run) => {
      logFor(run, input.context);
    },
    log,
  }),
);
