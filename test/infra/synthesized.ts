import { readFileSync } from 'node:fs';
import path from 'node:path';
import { assemblyOf } from '../support/assembly.ts';

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Record<string, never> }>>;
}

/** The app as `npx cdk synth` synthesizes it. The folder is shared: read it only. */
export function synthesize(context: Record<string, string> = {}): { folder: string; template: Template } {
  const folder = assemblyOf(context);
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
