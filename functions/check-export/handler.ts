import { createCatalogClient } from '../../shared/adobe/catalog.ts';
import { createSegmentationClient } from '../../shared/adobe/segmentation.ts';
import { CheckExportInput, CheckExportOutput } from '../../shared/steps/export.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { checkExport } from './check-export.ts';

export const handler = step({ input: CheckExportInput, output: CheckExportOutput }, async (input) => {
  logFor(input.run, input.context);
  const { platform } = await connectAdobe(input.run, input.context);
  return checkExport(input, {
    segmentation: createSegmentationClient(platform),
    catalog: createCatalogClient(platform),
    log,
  });
});
