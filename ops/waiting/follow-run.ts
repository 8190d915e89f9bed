import type { ListrDefaultRendererLogLevels } from 'listr2';
import type { Aws } from '../aws/aws.ts';
import { STEPS } from '../runs/steps.ts';
import type { Run } from '../runs/run.ts';
import { type Looks, createLooks } from './looks.ts';
import { indexOfStep, standsAt } from './stands-at.ts';
import { type Look, waitForRun } from './wait-for-run.ts';

interface Following {
  readonly executionArn: string;
  /** Until it is, AWS does not yet show what was just asked for. */
  readonly isKnown?: (run: Run) => boolean;
}

/**
 * Waits for a run to end and shows on standard error where it stands: live on a terminal, else one line per change.
 * Ctrl-C ends the waiting, never the run.
 * @throws OpsError
 */
export async function followRun(aws: Aws, { executionArn, isKnown = () => true }: Following): Promise<Run> {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    interrupted.abort();
  };
  // Not `once`: the list's library ends the process at the signal where it finds no listener but its own.
  process.on('SIGINT', interrupt);
  const isLive = process.stderr.isTTY && process.stderr.columns > 0;
  const looks = createLooks();
  const shown = isLive ? showSteps(looks) : undefined;
  const plain = createPlainLines();
  try {
    return await waitForRun(aws, {
      executionArn,
      isKnown,
      onLook: isLive ? looks.publish : plain,
      signal: interrupted.signal,
    });
  } finally {
    looks.end();
    await shown;
    process.removeListener('SIGINT', interrupt);
  }
}

/** A line whenever the run has moved to another step. */
function createPlainLines(): (look: Look) => void {
  let said = '';
  return (look) => {
    const { step, line } = standsAt(look);
    if (step === null || step === said) return;
    said = step;
    process.stderr.write(`${line}\n`);
  };
}

/** The five steps with what is going on in them. The library is large: it is loaded only here. */
async function showSteps(looks: Looks): Promise<void> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr(
    STEPS.map(({ name }, index) => ({
      title: name,
      task: async (_context, task) => {
        let look = await looks.newest();
        while (look !== null && isBefore(look, index)) look = await looks.next();
        while (look !== null && isAt(look, index)) {
          task.output = standsAt(look).line;
          look = await looks.next();
        }
        if (look === null) task.skip(`${name}: no longer watched`);
        else if (!wasReached(look, index)) task.skip(`${name}: not reached`);
        else if (endedBadlyAt(look, index)) throw new Error(`${name}: ${look.run.error ?? 'stopped'}`);
      },
    })),
    // Without a title of its own, a failed or skipped step would lose it to the message.
    {
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { logger, collapseErrors: false, collapseSkips: false },
    },
  );
  await list.run();
}

const isRunning = ({ run }: Look): boolean => run.status === 'RUNNING';
const stepIndex = (look: Look): number => {
  const { step } = standsAt(look);
  return step === null ? -1 : indexOfStep(step);
};
const isBefore = (look: Look, index: number): boolean => isRunning(look) && stepIndex(look) < index;
const isAt = (look: Look, index: number): boolean => isRunning(look) && stepIndex(look) === index;
const wasReached = (look: Look, index: number): boolean => stepIndex(look) >= index;
const endedBadlyAt = (look: Look, index: number): boolean =>
  !isRunning(look) && look.run.status !== 'SUCCEEDED' && stepIndex(look) === index;
