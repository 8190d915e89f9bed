import type { SyncDefinition } from './definition.ts';

/** Minutes that a run may take from its due time to its confirmation in CJA. */
export const allDeadlinesMinutes = ({
  exportMinutes,
  transformMinutes,
  cjaMinutes,
}: SyncDefinition['deadlines']): number => exportMinutes + transformMinutes + cjaMinutes;
