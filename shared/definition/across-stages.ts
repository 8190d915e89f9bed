import type { SyncDefinition } from './definition.ts';

export interface StageDefinitions {
  readonly stage: string;
  readonly definitions: readonly SyncDefinition[];
}

/**
 * What two stages may not have in common, each as one clear line: a dataset (each would erase the other's rows), a
 * sync's name in the same sandbox (its queries are found by that name), a secret (each stage creates its own).
 */
export function problemsAcrossStages(stages: readonly StageDefinitions[]): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const { stage, definitions } of stages) {
    for (const thing of new Set(definitions.flatMap(whatOneStageMustOwn))) {
      const owner = owners.get(thing);
      if (owner === undefined) owners.set(thing, stage);
      else problems.push(`${thing} stands in the definitions of the stages ${owner} and ${stage}; each needs its own`);
    }
  }
  return problems;
}

function whatOneStageMustOwn({ name, adobe, datasets }: SyncDefinition): string[] {
  const inSandbox = `of sandbox ${adobe.sandbox}`;
  return [
    ...Object.values(datasets).map((id) => `dataset ${id} ${inSandbox}`),
    `the sync name ${name} ${inSandbox}`,
    `the secret ${adobe.credentialsSecret}`,
  ];
}
