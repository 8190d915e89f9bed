import { createSegmentationClient } from '../../shared/adobe/segmentation.ts';
import { StartExportInput, StartExportOutput } from '../../shared/steps/export.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { startExport } from './start-export.ts';

export const handler = step({ input: StartExportInput, output: StartExportOutput }, async (input) => {
  logFor(input.run, input.context);
  const { platform } = await connectAdobe(input.run, input.context);
  return startExport(input, { segmentation: createSegmentationClient(platform), log });
});
