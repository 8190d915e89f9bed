import { redactValues } from '../../shared/adobe/redact.ts';

const MOST_REASONS = 3;

/**
 * What Adobe says of a job that ended badly, to stand behind a sentence: `: 0100000003 Error in Export Job`; nothing where
 * it says nothing. The job reads personal data, and its messages may quote some; its codes do not.
 */
export function reasonsText(errors: readonly { readonly code: string; readonly message: string }[]): string {
  const reasons = errors
    .slice(0, MOST_REASONS)
    .map(({ code, message }) => `${code} ${redactValues(message)}`.trim().replace(/\.$/, ''));
  return reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
}
