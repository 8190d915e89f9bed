/**
 * A sandbox folder that cannot be used as it is written. Each problem names the file and the place in it
 * (`sandbox.json: audiences[2].rule: …`, `crm.ndjson, line 12: …`); the message is all of them in one line.
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('; '), options);
    this.problems = problems;
  }
}

/** What an error says, in one line. */
export function messageOf(cause: unknown): string {
  return linesOf(cause).join(' ');
}

/** Errors of DuckDB and of Node's parsers have several lines; by shape, since they may come from another realm. */
export function linesOf(cause: unknown): string[] {
  const hasMessage = typeof cause === 'object' && cause !== null && 'message' in cause;
  const lines = String(hasMessage ? cause.message : cause).split('\n');
  return lines.map((line) => line.trim());
}
