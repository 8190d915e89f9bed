import * as z from 'zod';
import { Flag, isGiven, kindOf, nodeReader, parseStatement, Part, Parts } from './ast.ts';
import { query, type Catalog, type Emission, type TypedQuery } from './emission.ts';
import { emitExpression } from './expressions.ts';
import { singleName } from './names.ts';
import { emitQuery } from './queries.ts';
import { EMPTY_SCOPE } from './scope.ts';
import { SqlError, SqlNotSupported } from './sql-error.ts';

/** One statement: what it does with the rows of a query in DuckDB's SQL. */
export type Translation = TranslatedQuery &
  (
    | { readonly kind: 'select' }
    | { readonly kind: 'insert'; readonly table: string }
    | { readonly kind: 'create-temp-table'; readonly table: string }
  );

interface TranslatedQuery {
  readonly query: TypedQuery;
  /** The datasets' tables that it reads. */
  readonly tablesRead: readonly string[];
}

/** A parsed statement, with the texts behind its placeholders. */
export interface ParsedStatement {
  readonly tree: unknown;
  readonly texts: readonly string[];
}

/** @throws SqlError 42601 */
export function parse(sql: string, texts: readonly string[]): ParsedStatement {
  return { tree: parseStatement(sql), texts };
}

const readInsert = nodeReader('INSERT', { into: z.literal(true), table: Part, source: Part, has_table_keyword: Flag });
const readInsertSource = z.object({ body: z.unknown() });
const readCreateTable = nodeReader('CREATE TABLE', {
  name: Parts,
  query: Part,
  temporary: Flag,
  hive_distribution: z.literal('NONE'),
  table_options: z.literal('None'),
});

/**
 * Translates a statement of Spark SQL, as Query Service takes it, into DuckDB's.
 * @param now what `current_timestamp` is (epoch milliseconds)
 * @throws SqlError for names that do not exist, and SqlNotSupported for everything that is not known to mean the same
 */
export function translate(statement: ParsedStatement, catalog: Catalog, now: number): Translation {
  const tablesRead = new Set<string>();
  const emission = startEmission(statement.texts, catalog, now, tablesRead);
  const rowsOf = (node: unknown): TranslatedQuery => ({ query: query(emission, node), tablesRead: [...tablesRead] });
  const [kind, body] = kindOf(statement.tree);
  switch (kind) {
    case 'Query':
      return { kind: 'select', ...rowsOf(body) };
    case 'Insert': {
      const { table, source } = readInsert(body);
      const [form, name] = kindOf(table);
      if (form !== 'TableName') throw new SqlNotSupported('INSERT INTO takes the name of a table.');
      refuseSource(source);
      return { kind: 'insert', table: singleName(Parts.parse(name), 'A table'), ...rowsOf(source) };
    }
    case 'CreateTable': {
      const { name, query: source, temporary } = readCreateTable(body);
      if (!temporary) {
        throw new SqlNotSupported(
          'CREATE TABLE makes a dataset, which the emulator does not: CREATE TEMP TABLE, or INSERT INTO.',
        );
      }
      if (!isGiven(source)) throw new SqlNotSupported('CREATE TEMP TABLE is only supported with AS SELECT.');
      return { kind: 'create-temp-table', table: singleName(name, 'A table'), ...rowsOf(source) };
    }
    default:
      throw new SqlNotSupported(`The statement ${kind} is not supported.`);
  }
}

/** Query Service does not take the SELECT in parentheses (docs: "INSERT INTO"), though Spark does. */
function refuseSource(source: unknown): void {
  const [kind] = kindOf(readInsertSource.parse(source).body);
  if (kind === 'Query') throw new SqlNotSupported('The SELECT of an INSERT must not stand in parentheses.');
  if (kind === 'Values')
    throw new SqlNotSupported('INSERT INTO … VALUES is not supported: Query Service takes a SELECT.');
}

function startEmission(texts: readonly string[], catalog: Catalog, now: number, tablesRead: Set<string>): Emission {
  let names = 0;
  return {
    scope: EMPTY_SCOPE,
    catalog,
    now,
    syntax: { expression: emitExpression, query: emitQuery },
    textOf: (placeholder) => {
      const text = texts[Number(placeholder.slice(1))];
      if (text === undefined) throw new SqlError('42601', 'A text literal is not in the form of one.');
      return text;
    },
    noteTableRead: (name) => tablesRead.add(name),
    freshName: (prefix) => `${prefix}__${++names}`,
  };
}
