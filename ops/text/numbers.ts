/** `20,000`; `unknown` where nobody could count. */
export const count = (number: number | null): string => number?.toLocaleString('en') ?? 'unknown';
