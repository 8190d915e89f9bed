import { classifyQueryState, type Query } from '../../shared/adobe/query-service.ts';
import { type GuardMessage, parseGuardMessage } from '../../shared/sql/guard-message.ts';
import type { AttemptProblem } from '../../shared/steps/common.ts';
import { reasonsText } from '../attempts/reasons.ts';

/**
 * Why a finished query is not a success; null where it is one. A query can end as SUCCESS and carry errors
 * (docs: Queries endpoint, sample response), so the state alone proves nothing.
 */
export function problemOfQuery(query: Query): AttemptProblem | null {
  const text = query.errors.map((error) => error.message).join('; ');
  const guard = parseGuardMessage(text);
  if (guard !== null) {
    const message = `query ${query.id} stopped before it wrote: ${guardText(guard)}`;
    return { kind: 'guard', name: guardName(guard.problems.map(({ code }) => code)), message };
  }
  if (classifyQueryState(query.state) === 'succeeded' && query.errors.length === 0) return null;
  return { kind: 'failed', message: `query ${query.id} ended as ${query.state}${reasonsText(query.errors)}` };
}

/** What the statement itself said, and nothing of what Query Service put around it, which may quote data. */
function guardText({ count, problems }: GuardMessage): string {
  const told = problems.map(({ code, ...details }) =>
    [code, ...Object.entries(details).map(([name, value]) => `${name}=${value}`)].join(' '),
  );
  const untold = count - told.length;
  return untold > 0 ? `${told.join('; ')}; and ${untold} more` : told.join('; ');
}

/** The gravest of the guards that were violated together gives its name. */
function guardName(codes: readonly string[]): Extract<AttemptProblem, { kind: 'guard' }>['name'] {
  if (codes.includes('superseded')) return 'RunSuperseded';
  if (codes.includes('profiles-read')) return 'ProfilesReadMismatch';
  return 'MembershipSwing';
}
