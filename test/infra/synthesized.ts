import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, never> }>>;
}

/** Synthesizes the app once, as `npx cdk synth` does, into a folder of its own. */
export function synthesize(context: Record<string, string> = {}): { folder: string; template: Template } {
  const folder = mkdtempSync(path.join(tmpdir(), 'audience-sync-synth-'));
  const cdkJson = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
  execFileSync(process.execPath, ['infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }) },
    stdio: 'pipe',
  });
  const stack = `audience-sync-${context['stage'] ?? 'dev'}`;
  return {
    folder,
    template: JSON.parse(readFileSync(path.join(folder, `${stack}.template.json`), 'utf8')) as Template,
  };
}

/** Every State of a definition, those inside Map states included. */
export function statesOf(definition: { States: Record<string, State> }): [string, State][] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

export interface State {
  readonly Type: string;
  readonly Retry?: { ErrorEquals: string[]; MaxAttempts?: number }[];
  readonly Catch?: unknown;
  readonly ItemProcessor?: { States: Record<string, State> };
  readonly Arguments?: unknown;
}
