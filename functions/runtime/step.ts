import type * as z from 'zod';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';
import type { StepContext } from '../../shared/steps/common.ts';
import { contractError } from './contract-error.ts';
import { logger } from './log.ts';
import { beginInvocation, type InvocationContext } from './time-left.ts';

interface StepContract<Input extends z.ZodType, Output extends z.ZodType> {
  readonly input: Input;
  readonly output: Output;
}

/**
 * A Lambda handler for one step: the payload is parsed strictly on the way in and on the way out, so that what the
 * workflow carries is exactly what the step's contract says. Whatever fails leaves it with a name of the error contract.
 * @throws SyncError, AdobeError; `InputInvalid` for a payload that is not the step's input
 */
export function step<Input extends z.ZodType<{ context: StepContext }>, Output extends z.ZodType>(
  contract: StepContract<Input, Output>,
  run: (input: z.output<Input>) => Promise<z.input<Output>>,
): (event: unknown, invocation: InvocationContext) => Promise<z.output<Output>> {
  return async (event, invocation) => {
    // A warm sandbox still has the keys of the invocation before.
    logger.resetKeys();
    try {
      beginInvocation(invocation);
      const input = contract.input.safeParse(event);
      if (!input.success) throw invalidInput(input.error);
      return contract.output.parse(await run(input.data));
    } catch (thrown) {
      const error = contractError(thrown);
      logger.error('The step failed', error);
      throw error;
    }
  };
}

function invalidInput(error: z.ZodError): SyncError {
  return new SyncError('InputInvalid', {
    resource: `function ${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`,
    what: `the payload is not this step's input: ${zodLine(error)}`,
    next: 'Start a new execution: this one belongs to a release whose steps no longer fit together',
  });
}
