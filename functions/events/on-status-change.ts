import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';
import { StatusChangeEvent, type UnsuccessfulStatus } from '../../shared/executions/status-change.ts';
import { contractError } from '../runtime/contract-error.ts';
import { log, logger } from '../runtime/log.ts';
import { beginInvocation, type InvocationContext } from '../runtime/time-left.ts';
import { environmentVariable } from './environment.ts';
import { LaterTry } from './later-try.ts';

/** An execution that has ended without success. */
export interface EndedExecution {
  readonly executionArn: string;
  readonly status: UnsuccessfulStatus;
  readonly sync: string;
  /** How often it had been redriven by then. */
  readonly redriveCount: number;
  /** ISO 8601: when it ended. */
  readonly endedAt: string;
}

/**
 * A Lambda handler for the end of an execution. What it throws makes Lambda try the event again; after the last try the
 * event goes to the dead-letter queue, error included.
 * @throws SyncError `InputInvalid` for an event of another kind
 * @throws LaterTry where `handle` came too early
 */
export function onStatusChange(
  handle: (ended: EndedExecution) => Promise<void>,
): (event: unknown, invocation: InvocationContext) => Promise<void> {
  return async (event, invocation) => {
    // A warm sandbox still has the keys of the invocation before.
    logger.resetKeys();
    try {
      beginInvocation(invocation);
      const parsed = StatusChangeEvent.safeParse(event);
      if (!parsed.success) throw invalidEvent(zodLine(parsed.error));
      const { executionArn, stateMachineArn, name, status, redriveCount } = parsed.data.detail;
      const sync = syncOf(stateMachineArn);
      logger.appendKeys({ sync, execution: name, status });
      await handle({ executionArn, status, sync, redriveCount: redriveCount ?? 0, endedAt: parsed.data.time });
    } catch (thrown) {
      if (thrown instanceof LaterTry) {
        log('The event is left to a later try', { reason: thrown.message });
        throw thrown;
      }
      const error = contractError(thrown);
      logger.error('The event could not be handled', error);
      throw error;
    }
  };
}

/** State machines are called `audience-sync-<stage>-<sync>`. */
function syncOf(stateMachineArn: string): string {
  const name = stateMachineArn.slice(stateMachineArn.lastIndexOf(':') + 1);
  return name.replace(`audience-sync-${environmentVariable('STAGE')}-`, '');
}

function invalidEvent(problems: string): SyncError {
  return new SyncError('InputInvalid', {
    resource: `function ${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`,
    what: `the event is not the end of an execution: ${problems}`,
    next: "Compare the rule's event pattern with what is deployed",
  });
}
