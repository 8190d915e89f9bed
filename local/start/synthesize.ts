import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { UsageError } from '../command-line.ts';

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const ExecError = z.object({ code: z.number(), stderr: z.string() });

/** How the CDK app says that a definition is wrong: one line on standard error. */
const DEFINITION_REFUSED = 2;

/**
 * Synthesizes the CDK app for one sync definition into `folder`, as `npx cdk synth` would: with the context of cdk.json.
 * A process of its own, because the CDK keeps hundreds of megabytes that a simulation has no use for.
 * @throws UsageError where the definition is refused
 */
export async function synthesize(syncFile: string, folder: string): Promise<void> {
  const { context } = CdkJson.parse(JSON.parse(await readFile(project('cdk.json'), 'utf8')));
  try {
    await promisify(execFile)(process.execPath, [project('infra/app.ts')], {
      cwd: project('.'),
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ ...context, sync: syncFile }) },
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const exit = ExecError.safeParse(error);
    if (exit.success && exit.data.code === DEFINITION_REFUSED) throw new UsageError(exit.data.stderr.trim());
    throw exit.success ? new Error(`The CDK app failed:\n${exit.data.stderr}`) : error;
  }
}
