import type { Command } from 'commander';
import * as z from 'zod';
import { type Aws, createAws } from './aws/aws.ts';
import type { ExitCode } from './ops-error.ts';
import { createOutput, type Output } from './text/output.ts';

/** What every command works with. */
export interface Operator {
  readonly aws: Aws;
  readonly stage: string;
  readonly out: Output;
}

const EverywhereOptions = z.object({ stage: z.string(), json: z.boolean().default(false) });

/**
 * Performs a command's work and takes its exit code.
 * @param command as it was typed; options that hold everywhere may stand before or behind it
 * @throws OpsError
 */
export async function operate(command: Command, work: (operator: Operator) => Promise<ExitCode>): Promise<void> {
  const { stage, json } = EverywhereOptions.parse(command.optsWithGlobals());
  const aws = createAws();
  try {
    process.exitCode = await work({ aws, stage, out: createOutput(json) });
  } finally {
    aws.close();
  }
}

/** How the command is called, for the lines that tell what to type next. */
export const COMMAND = process.env['npm_lifecycle_event'] === 'ops' ? 'npm run ops --' : 'audience-sync';
