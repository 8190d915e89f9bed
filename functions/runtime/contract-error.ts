import * as z from 'zod';
import { AdobeError } from '../../shared/adobe/errors.ts';
import { redact } from '../../shared/adobe/redact.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';

/**
 * Whatever was thrown, as an error with a name of the contract: no other may leave a function, for the state machine
 * would not know what to do with it.
 */
export function contractError(thrown: unknown): SyncError | AdobeError {
  if (thrown instanceof SyncError || thrown instanceof AdobeError) return thrown;
  return new SyncError(
    'UnexpectedError',
    {
      resource: `function ${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`.trim(),
      what: `it failed with ${description(thrown)}`,
      next: 'This is a defect of the service: read the log of the function',
    },
    // What cannot be parsed is quoted by the parser's error.
    thrown instanceof SyntaxError ? {} : { cause: thrown },
  );
}

function description(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return `a result that is not the step's output: ${zodLine(thrown)}`;
  if (thrown instanceof SyntaxError) return 'a text that it cannot parse';
  return thrown instanceof Error ? `${thrown.name}: ${redact(thrown.message)}` : `a thrown ${typeof thrown}`;
}
