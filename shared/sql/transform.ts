import { audiencesSql } from './audiences.ts';
import { changesSql } from './changes.ts';
import { checkSpec } from './check-spec.ts';
import { countsSql } from './counts.ts';
import { guardSql } from './guard.ts';
import { ledgerInsertSql } from './ledger-insert.ts';
import { membersSql } from './members.ts';
import { runSql } from './run.ts';
import type { TransformSpec } from './spec.ts';
import { targetInsertSql } from './target-insert.ts';
import { TEMP_TABLES } from './temp-tables.ts';

export type { TransformSpec } from './spec.ts';

/**
 * The transform of one attempt: an anonymous block of Query Service (Spark SQL) that reads this run's export batches,
 * checks its guards, and writes one row per person ID into the target and one per audience into the ledger.
 *
 * It has no EXCEPTION section, which would turn a failure into success; the first statement that fails ends the block
 * (docs: "Anonymous block in Query Service"). A block is not atomic: the target may be written and the ledger not; another
 * attempt of the same run then writes the ledger alone, with the right numbers.
 * @throws SqlTextError where the specification is not one that can be written
 */
export function transformSql(spec: TransformSpec): string {
  checkSpec(spec);
  const changes =
    spec.mode === 'full'
      ? 'every membership, of now or of the newest row that another run wrote'
      : 'memberships that are not what the newest row of the person, written by another run, says';
  const statements = [
    createTable(
      'run',
      'this run: the marker finds this query among others, the rest stands in the ledger',
      runSql(spec),
    ),
    createTable('audiences', 'the audiences of this run, and the batches of their merge policy', audiencesSql(spec)),
    createTable(
      'members',
      'one row per person and audience, in however many profiles and batches it was found',
      membersSql(spec),
    ),
    createTable('counts', 'one row per audience', countsSql(spec)),
    createTable('guard', 'the run id, or an error that says what is wrong', guardSql(spec)),
    createTable('changes', changes, changesSql(spec)),
    `-- one row per person\n${targetInsertSql(spec)};`,
    `-- one row per audience\n${ledgerInsertSql(spec)};`,
  ];
  return ['$$ BEGIN\nSET drop_system_columns=false;', ...statements, 'END; $$;'].join('\n\n');
}

/** Comments hold fixed text only, without quotes and semicolons. */
function createTable(step: keyof typeof TEMP_TABLES, purpose: string, select: string): string {
  return `-- ${purpose}\nCREATE TEMP TABLE ${TEMP_TABLES[step]} AS\n${select};`;
}
