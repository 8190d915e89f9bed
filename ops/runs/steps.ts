/**
 * The five steps of a run, as an operator thinks of them, and the states of the workflow that belong to each: those in which
 * time passes. infra/workflow/audience-sync-workflow.ts gives the states their names.
 */
export const STEPS = [
  { name: 'Plan', states: ['Plan run'] },
  { name: 'Export', states: ['Start export', 'Wait for export', 'Check export'] },
  { name: 'Transform', states: ['Start transform', 'Wait for transform', 'Check transform'] },
  { name: 'CJA', states: ['Wait for CJA', 'Confirm connection'] },
  { name: 'Record', states: ['Remove old exports', 'Record run'] },
] as const;
export type StepName = (typeof STEPS)[number]['name'];

/** null for a state that belongs to no step, such as a choice. */
export function stepOf(state: string): StepName | null {
  return STEPS.find(({ states }) => states.some((name) => name === state))?.name ?? null;
}
