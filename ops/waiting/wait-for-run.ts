import { setTimeout } from 'node:timers/promises';
import type { Aws } from '../aws/aws.ts';
import { AwsAwayError, EXIT, OpsError } from '../ops-error.ts';
import { readRun, type Run } from '../runs/run.ts';
import { readTimeline, type Timeline } from '../runs/timeline.ts';

/** What a look at a run showed. */
export interface Look {
  readonly run: Run;
  readonly timeline: Timeline;
  readonly now: Date;
}

interface Waiting {
  readonly executionArn: string;
  /**
   * Step Functions tells of a start or a redrive with some delay: until it does, a look shows nothing, or what was before.
   */
  readonly isKnown: (run: Run) => boolean;
  readonly onLook: (look: Look) => void;
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MILLISECONDS = 1000;
/** Seldom enough for AWS's quotas, even when several people wait. */
const LONGEST_PAUSE_MILLISECONDS = 10_000;
const SLOWER = 1.3;
const MOST_UNKNOWN_LOOKS = 20;
/** One after the other: about five minutes, for a run lasts hours and a network is away now and then. */
const MOST_FAILED_LOOKS = 30;

/**
 * Looks at a run, ever more slowly, until it has ended.
 * @throws OpsError where AWS does not answer or does not know the run for minutes, or the signal is aborted
 */
export async function waitForRun(aws: Aws, { executionArn, isKnown, onLook, signal }: Waiting): Promise<Run> {
  let pause = FIRST_PAUSE_MILLISECONDS;
  let unknownLooks = 0;
  let failedLooks = 0;
  for (;;) {
    try {
      const run = await readKnown(aws, executionArn);
      if (run === null || !isKnown(run)) {
        unknownLooks += 1;
        if (unknownLooks > MOST_UNKNOWN_LOOKS) throw neverKnown(executionArn);
      } else {
        onLook({ run, timeline: await readTimeline(aws, executionArn), now: aws.now() });
        if (run.status !== 'RUNNING') return run;
      }
      failedLooks = 0;
    } catch (error) {
      if (!(error instanceof AwsAwayError)) throw error;
      failedLooks += 1;
      if (failedLooks > MOST_FAILED_LOOKS) {
        throw new OpsError(EXIT.aws, `${error.message} The run itself goes on.`, { cause: error });
      }
    }
    await sleep(pause, signal);
    pause = Math.min(pause * SLOWER, LONGEST_PAUSE_MILLISECONDS);
  }
}

async function readKnown(aws: Aws, executionArn: string): Promise<Run | null> {
  try {
    return await readRun(aws, executionArn);
  } catch (error) {
    if (error instanceof OpsError && error.exitCode === EXIT.notFound) return null;
    throw error;
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new OpsError(EXIT.interrupted, 'Stopped waiting; the run goes on.', { cause: error });
  }
}

const neverKnown = (executionArn: string): OpsError =>
  new OpsError(EXIT.aws, `AWS accepted the run, but does not show it yet: ${executionArn}. Look again in a minute.`);
