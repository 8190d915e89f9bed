const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Epoch milliseconds of a timestamp as the States Language wants it; null where the text is none.
 * Source: the Amazon States Language specification, "Timestamps": RFC 3339 with an upper-case T and Z.
 */
export function timestampOf(text: string): number | null {
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
