import { targetInsertSql as insert } from '../../../shared/sql/target-insert.ts';

/** Stands in for shared/sql/target-insert.ts: who is in no audience gets no row. */
export const targetInsertSql: typeof insert = (spec) => `${insert(spec)}\n  AND size(p.memberships) > 0`;
