import { lex } from './lexer.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

/** The text of a REST query: one statement, or an anonymous block of several. */
export interface QueryText {
  readonly isBlock: boolean;
  readonly steps: readonly QueryStep[];
  /** What the placeholders `'s<n>'` in the statements stand for. */
  readonly texts: readonly string[];
}

export type QueryStep =
  | { readonly kind: 'statement'; readonly sql: string }
  /** `SET drop_system_columns=…`: whether tables hide `_acp_system_metadata` and `_ACP_BATCHID` from now on. */
  | { readonly kind: 'set'; readonly dropSystemColumns: boolean };

const BLOCK_FORM = 'An anonymous block is $$ BEGIN statement; … END; $$;';
const RUNNABLE = /^\(*\s*(INSERT|CREATE|SELECT|WITH|VALUES)\b/i;
const SETTING = /^SET\s+([A-Za-z_.]+)\s*=\s*(\S+)$/i;

/** Why the emulator does not run what starts with a word. */
const REFUSALS: Readonly<Record<string, string>> = {
  EXCEPTION: 'An EXCEPTION section is not supported: it would turn a failure into success.',
  IF: 'IF … END IF is not supported.',
  SET: 'SET @variable is not supported.',
  UPDATE: 'UPDATE is not supported: Query Service only appends.',
  DELETE: 'DELETE is not supported: Query Service only appends.',
  MERGE: 'MERGE is not supported: Query Service only appends.',
  TRUNCATE: 'TRUNCATE is not supported: Query Service only appends.',
};

/**
 * Takes a query's text apart (docs: Query Service, "Anonymous block").
 * @throws SqlError 42601 where it is not in the form of a statement or block, SqlNotSupported for a kind of statement
 */
export function readQueryText(sql: string): QueryText {
  // Spark puts configuration in its place, also inside literals.
  if (sql.includes('${')) throw new SqlNotSupported('${…} is not supported.');
  const { statements, texts } = lex(sql);
  const isBlock = statements.some((statement) => statement.includes('$$'));
  if (isBlock && sql.split('$$').length !== 3) throw new SqlError('42601', `$$ stands inside the block. ${BLOCK_FORM}`);
  if (isBlock) return { isBlock, steps: statementsOfBlock(statements).map(stepOfBlock), texts };
  const [statement] = statements;
  if (statement === undefined) throw new SqlError('42601', 'The query is empty.');
  if (statements.length > 1) {
    throw new SqlError('42601', `One statement is expected, or an anonymous block. ${BLOCK_FORM}`);
  }
  if (!RUNNABLE.test(statement)) throw refusal(statement);
  return { isBlock, steps: [{ kind: 'statement', sql: statement }], texts };
}

/** What stands between `$$ BEGIN` and `END $$`, whose `;` may be left out. */
function statementsOfBlock(statements: readonly string[]): string[] {
  const [first = '', ...rest] = statements;
  const opening = /^\$\$\s*BEGIN\b\s*/i.exec(first);
  const body = opening === null ? [] : [first.slice(opening[0].length), ...rest];
  const end = body.at(-1) === '$$' ? body.slice(-2).join(' ') : body.at(-1);
  if (end === undefined || !/^END\s*\$\$$/i.test(end)) throw new SqlError('42601', BLOCK_FORM);
  const inside = body.slice(0, body.at(-1) === '$$' ? -2 : -1).filter((statement) => statement !== '');
  if (inside.length === 0) throw new SqlError('42601', 'The block is empty.');
  return inside;
}

function stepOfBlock(statement: string): QueryStep {
  if (RUNNABLE.test(statement)) return { kind: 'statement', sql: statement };
  const [, name, value] = SETTING.exec(statement) ?? [];
  if (name === undefined || value === undefined) throw refusal(statement);
  if (name.toLowerCase() !== 'drop_system_columns' || !/^(true|false)$/i.test(value)) {
    throw new SqlNotSupported(`SET ${name} is not supported inside a block; SET drop_system_columns=false is.`);
  }
  return { kind: 'set', dropSystemColumns: value.toLowerCase() === 'true' };
}

function refusal(statement: string): SqlNotSupported {
  const word = statement.split(/\s/, 1).join('').toUpperCase();
  return new SqlNotSupported(REFUSALS[word] ?? `A statement that starts with ${word} is not supported.`);
}
