import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * The cloud assembly of the CDK app, as `npx cdk synth` makes it: bundling takes many seconds, so it is done once in a
 * test run for each context, whichever test files ask.
 * @param context as `cdk -c name=value` gives it; `sync` counts by what is in the file
 * @returns a folder to read only
 */
export function assemblyOf(context: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(sharedFolder(), keyOf(context));
  if (existsSync(folder)) return folder;
  const made = mkdtempSync(`${folder}-`);
  const cdkJson = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
  execFileSync(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: made, CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }) },
    stdio: 'pipe',
  });
  // Another worker may have been faster; what it made is the same.
  try {
    renameSync(made, folder);
  } catch {
    rmSync(made, { recursive: true });
  }
  return folder;
}

/** An assembly of its own for a test, with one sync definition in it. */
export function copyAssembly(syncFile: string, folder: string): void {
  cpSync(assemblyOf({ sync: syncFile }), folder, { recursive: true });
}

function sharedFolder(): string {
  const folder = process.env['TESTS_SHARED_FOLDER'];
  if (folder === undefined) throw new Error('jest.config.mjs names what creates the shared folder');
  return folder;
}

function keyOf({ sync, ...context }: Readonly<Record<string, string>>): string {
  const definition = sync === undefined ? '' : readFileSync(sync, 'utf8');
  return createHash('sha256')
    .update(JSON.stringify([context, definition]))
    .digest('hex');
}
