import { messageOf, SqlError, type SqlErrorCode } from '../sql/sql-error.ts';

/** What is wrong with a query, as Query Service answers it (query-service.yaml: `errors`). */
export interface QueryFailure {
  readonly code: SqlErrorCode;
  readonly message: string;
  readonly errorType: 'USER_ERROR' | 'SYSTEM_ERROR';
}

const RAISED = 'Invalid Input Error: ';
const MACRO_REFUSES = 'NotSupported: ';
/** DuckDB could not make sense of the statement: names and types that do not fit. */
const NOT_BOUND = /^(Binder|Catalog|Parser|Syntax) Error: /;
/** The machine's fault, not the query's. */
const SYSTEM = /^(Out of Memory|IO|INTERNAL|FATAL|Internal|Permission|Interrupted) Error: /i;

/** @returns what to tell the author of a query about an error that it ran into */
export function failureOf(error: unknown): QueryFailure {
  if (error instanceof SqlError) return { code: error.code, message: error.message, errorType: 'USER_ERROR' };
  const message = messageOf(error);
  if (message.startsWith(RAISED)) return raised(message.slice(RAISED.length));
  if (NOT_BOUND.test(message)) {
    return { code: '42601', message: withoutStatement(message.replace(NOT_BOUND, '')), errorType: 'USER_ERROR' };
  }
  const isSystem = SYSTEM.test(message) || !/^[A-Z][A-Za-z ]* Error: /.test(message);
  return { code: '58000', message: withoutValues(message), errorType: isSystem ? 'SYSTEM_ERROR' : 'USER_ERROR' };
}

/** The message of `raise_error`, untouched, or what a function of the prelude does not support. */
function raised(message: string): QueryFailure {
  if (!message.startsWith(MACRO_REFUSES)) return { code: '58000', message, errorType: 'USER_ERROR' };
  const what = message.slice(MACRO_REFUSES.length);
  return { code: '0A000', message: `The emulator does not support ${what}.`, errorType: 'USER_ERROR' };
}

/** DuckDB shows the statement behind its message: that is the translated one. */
function withoutStatement(message: string): string {
  return (message.split(/\n\s*\n/)[0] ?? message).replaceAll(/\s*\n\s*/g, ' ');
}

/** A value that could not be converted may be personal data. */
function withoutValues(message: string): string {
  return withoutStatement(message).replaceAll(/'[^']*'|"[^"]*"/g, '…');
}
