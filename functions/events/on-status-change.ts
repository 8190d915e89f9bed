import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';
import { StatusChangeEvent } from '../../shared/executions/status-change.ts';
import { contractError } from '../runtime/contract-error.ts';
import { logger } from '../runtime/log.ts';
import { beginInvocation, type InvocationContext } from '../runtime/time-left.ts';

/**
 * A Lambda handler for the end of an execution. What it throws makes Lambda try the event again; after the last try the
 * event goes to the dead-letter queue, error included.
 * @throws SyncError `InputInvalid` for an event of another kind
 */
export function onStatusChange(
  handle: (event: StatusChangeEvent) => Promise<void>,
): (event: unknown, invocation: InvocationContext) => Promise<void> {
  return async (event, invocation) => {
    // A warm sandbox still has the keys of the invocation before.
    logger.resetKeys();
    try {
      beginInvocation(invocation);
      const parsed = StatusChangeEvent.safeParse(event);
      if (!parsed.success) throw invalidEvent(zodLine(parsed.error));
      const { executionArn, status } = parsed.data.detail;
      logger.appendKeys({ execution: executionArn, status });
      await handle(parsed.data);
    } catch (thrown) {
      const error = contractError(thrown);
      logger.error('The event could not be handled', error);
      throw error;
    }
  };
}

function invalidEvent(problems: string): SyncError {
  return new SyncError('InputInvalid', {
    resource: `function ${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`,
    what: `the event is not the end of an execution: ${problems}`,
    next: "Compare the rule's event pattern with what is deployed",
  });
}
