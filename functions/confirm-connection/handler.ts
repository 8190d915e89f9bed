import { createCjaClient } from '../../shared/adobe/cja.ts';
import { ConfirmConnectionInput, ConfirmConnectionOutput } from '../../shared/steps/confirm.ts';
import { connectAdobe } from '../runtime/adobe.ts';
import { log, logFor } from '../runtime/log.ts';
import { step } from '../runtime/step.ts';
import { confirmConnection } from './confirm-connection.ts';

export const handler = step({ input: ConfirmConnectionInput, output: ConfirmConnectionOutput }, async (input) => {
  logFor(input.run, input.context);
  const { cja } = await connectAdobe(input.run, input.context);
  return confirmConnection(input, { cja: createCjaClient(cja), log });
});
