import { createHash } from 'node:crypto';

/** What may stand in SQL, in row ids and in the ledger. Execution names may hold more, such as `@` or any letter. */
const SAFE = /^(?!.*--)[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** The execution's name where it is safe as it is, else an id derived from it: the same name gives the same id. */
export function runIdOf(executionName: string): string {
  if (SAFE.test(executionName)) return executionName;
  return `run-${createHash('sha256').update(executionName).digest('hex').slice(0, 32)}`;
}
