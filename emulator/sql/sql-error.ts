import * as z from 'zod';

/**
 * What Query Service says is wrong with a query, by PSQL's codes (docs: Query Service troubleshooting guide).
 * 42702, 42703 and 42P10 are PostgreSQL's own, for what Adobe's list has no code.
 */
export type SqlErrorCode =
  /** not SQL, or not of the right types */
  | '42601'
  /** a column of several relations, without saying of which */
  | '42702'
  /** no such column */
  | '42703'
  /** no such table */
  | '42P01'
  /** the table exists already */
  | '42P07'
  /** rows that do not fit the table */
  | '42P10'
  /** understood, but not supported */
  | '0A000'
  /** failed while it ran */
  | '58000';

/** A query that cannot run, or cannot go on. Its message is for whoever wrote the SQL. */
export class SqlError extends Error {
  override readonly name: string = 'SqlError';
  readonly code: SqlErrorCode;

  constructor(code: SqlErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** SQL that Query Service refuses, or that it runs but the emulator does not: never silently something else. */
export class SqlNotSupported extends SqlError {
  override readonly name = 'SqlNotSupported';

  constructor(message: string) {
    super('0A000', message);
  }
}

const WithMessage = z.object({ message: z.string() });

/** What an error says, also one of a native module, whose class may be another realm's. */
export function messageOf(error: unknown): string {
  return WithMessage.safeParse(error).data?.message ?? String(error);
}
