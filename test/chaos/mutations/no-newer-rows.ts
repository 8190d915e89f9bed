import { guardSql as guard } from '../../../shared/sql/guard.ts';

/** Stands in for shared/sql/guard.ts: the statement does not look whether newer truth is written already. */
export const guardSql: typeof guard = (spec) =>
  guard(spec).replaceAll(/concat\('superseded [^]*?AS problem/g, 'CAST(NULL AS STRING) AS problem');
