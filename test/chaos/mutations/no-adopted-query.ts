import { judgeQueries as judge, type Judgement } from '../../../functions/start-transform/judge-queries.ts';

export type { Judgement };

/** Stands in for functions/start-transform/judge-queries.ts: starts another query where this attempt's own is there. */
export function judgeQueries(...given: Parameters<typeof judge>): Judgement {
  const judgement = judge(...given);
  return judgement.kind === 'adopt' ? { kind: 'start' } : judgement;
}
