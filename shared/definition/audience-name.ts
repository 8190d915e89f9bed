/**
 * How long a name may be, in bytes of JSON text. Names travel through every step of a run, and the payloads of Step
 * Functions hold 256 KiB: 500 audiences leave about 500 bytes to each, ids and counts included (docs: Step Functions quotas).
 */
export const MOST_NAME_BYTES = 128;

const ELLIPSIS = '…';

/** What a name takes in JSON as UTF-8, without its quotes. */
export function nameBytes(name: string): number {
  return Buffer.byteLength(JSON.stringify(name)) - 2;
}

/** A name that is too long, cut between two characters as a reader sees them, with an ellipsis; others as they are. */
export function shortName(name: string): string {
  if (nameBytes(name) <= MOST_NAME_BYTES) return name;
  const room = MOST_NAME_BYTES - nameBytes(ELLIPSIS);
  let short = '';
  for (const { segment } of new Intl.Segmenter('en').segment(name)) {
    if (nameBytes(short + segment) > room) break;
    short += segment;
  }
  return short + ELLIPSIS;
}
