import { Logger } from '@aws-lambda-powertools/logger';
import type { Run, StepContext } from '../../shared/steps/common.ts';

/** One line of JSON per call; the keys of the run stand in every line. */
export const logger = new Logger();

export type LogFields = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type Log = (message: string, fields?: LogFields) => void;

export const log: Log = (message, fields = {}) => {
  logger.info(message, fields);
};

/** From here on every line of this invocation names the run and the state. */
export function logFor(run: Pick<Run, 'sync' | 'runId'>, context: StepContext): void {
  logger.appendKeys({ sync: run.sync, execution: run.runId, state: context.state, redrives: context.redriveCount });
}
