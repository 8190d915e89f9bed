import { judgeQueries as judge, type Judgement } from '../../../functions/start-transform/judge-queries.ts';

export type { Judgement };

/** Stands in for functions/start-transform/judge-queries.ts: newer truth of another run is no reason to stop. */
export function judgeQueries(...given: Parameters<typeof judge>): Judgement {
  const judgement = judge(...given);
  return judgement.kind === 'superseded' ? { kind: 'start' } : judgement;
}
