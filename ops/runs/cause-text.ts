import * as z from 'zod';

/** What Lambda says of an error that a function threw; the trace in it is for the history. */
const LambdaCause = z.object({ errorMessage: z.string() });

/** The cause of a failed execution as a person wants to read it. */
export function causeText(cause: string): string {
  try {
    return LambdaCause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    return cause;
  }
}
