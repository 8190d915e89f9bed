import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LifePlan } from './campaign.ts';
import type { RunReport } from './life.ts';

/** What the process of a life is told. */
export interface LifeOrder {
  readonly life: LifePlan;
  readonly assembly: string;
  readonly workFolder: string;
}

/** What it tells, message by message. */
export interface LifeMessage {
  readonly report: RunReport;
}

interface CampaignOptions {
  readonly assembly: string;
  readonly workFolder: string;
  /** How many lives are lived at a time; what happens in them does not depend on it. */
  readonly processes: number;
  readonly onRun: (life: LifePlan, report: RunReport) => void;
}

/**
 * Lives through all lives, each in a process of its own.
 * @throws Error where a process ends before its life does
 */
export async function liveInProcesses(lives: readonly LifePlan[], options: CampaignOptions): Promise<void> {
  const waiting = [...lives];
  const children = new Set<ChildProcess>();
  const worker = async (): Promise<void> => {
    for (let life = waiting.shift(); life !== undefined; life = waiting.shift()) await liveInProcess(life);
  };
  const liveInProcess = async (life: LifePlan): Promise<void> => {
    const child = fork(fileURLToPath(new URL('./life-process.ts', import.meta.url)), {
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    children.add(child);
    child.on('message', ({ report }: LifeMessage) => {
      options.onRun(life, report);
    });
    const { assembly, workFolder } = options;
    child.send({ life, assembly, workFolder } satisfies LifeOrder);
    const [code] = await once(child, 'exit');
    children.delete(child);
    if (code !== 0)
      throw new Error(`the process of runs ${life.firstRun} and later, seed ${life.seed}, ended with ${code}`);
  };
  try {
    await Promise.all(Array.from({ length: options.processes }, worker));
  } finally {
    for (const child of children) child.kill();
  }
}
