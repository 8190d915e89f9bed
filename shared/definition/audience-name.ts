/** Of one name, however few there are. */
export const MOST_NAME_BYTES = 1000;

/**
 * Of all names of a sync together. They travel through every step of a run, and the payloads of Step Functions hold
 * 256 KiB: 500 audiences leave about 500 bytes to each, ids and counts included (docs: Step Functions quotas).
 */
const MOST_BYTES_OF_ALL_NAMES = 64_000;

/** How long each name may be among so many, in bytes of JSON text: 128 of 500, and 1000 up to 64 audiences. */
export const mostNameBytes = (audiences: number): number =>
  Math.min(MOST_NAME_BYTES, Math.floor(MOST_BYTES_OF_ALL_NAMES / audiences));

const ELLIPSIS = '…';

/** What a name takes in JSON as UTF-8, without its quotes. */
export function nameBytes(name: string): number {
  return Buffer.byteLength(JSON.stringify(name)) - 2;
}

/**
 * A name that is too long, cut between two characters as a reader sees them, with an ellipsis; others as they are.
 * @param most bytes of JSON text
 */
export function shortName(name: string, most: number): string {
  if (nameBytes(name) <= most) return name;
  const room = most - nameBytes(ELLIPSIS);
  let short = '';
  for (const { segment } of new Intl.Segmenter('en').segment(name)) {
    if (nameBytes(short + segment) > room) break;
    short += segment;
  }
  return short + ELLIPSIS;
}
