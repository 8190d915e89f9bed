import type { Column, Scope } from './scope.ts';
import type { SparkType } from './spark-types.ts';

/** An expression in DuckDB's SQL, with the type that Spark would give it. */
export interface Typed {
  readonly sql: string;
  readonly type: SparkType;
  /** What it says, if it is a text or number literal. */
  readonly literal?: string | number;
}

export interface TypedQuery {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** A table that statements can name. Names are not told apart by case. */
export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly Column[];
  /** Its rows in DuckDB's SQL: what can stand behind FROM. */
  readonly source: string;
  /** Made by the same block, not a dataset's. */
  readonly isTemporary: boolean;
}

export interface Catalog {
  find(name: string): CatalogTable | undefined;
}

/** What the translation of one statement works with, at one place in it. */
export interface Emission {
  readonly scope: Scope;
  readonly catalog: Catalog;
  /** The text behind a literal's placeholder. */
  textOf(placeholder: string): string;
  /** What `current_timestamp` is (epoch milliseconds). */
  readonly now: number;
  noteTableRead(name: string): void;
  /** A name that the statement has not used yet. */
  freshName(prefix: string): string;
  /** Expressions contain queries and queries expressions: both are reached through here. */
  readonly syntax: Syntax;
}

export interface Syntax {
  expression(emission: Emission, node: unknown): Typed;
  query(emission: Emission, node: unknown): TypedQuery;
}

export function expression(emission: Emission, node: unknown): Typed {
  return emission.syntax.expression(emission, node);
}

export function query(emission: Emission, node: unknown): TypedQuery {
  return emission.syntax.query(emission, node);
}

/** The same translation at a place where other names are known. */
export function within(emission: Emission, scope: Scope): Emission {
  return { ...emission, scope };
}
