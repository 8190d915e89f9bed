/** A part of a file: the places of its first and its last byte. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads a `Range` header of one range (RFC 9110, section 14.1.2).
 * @returns `whole` where the header is missing or asks for something else than one range of bytes, which a server may
 *   ignore; `beyond` where the file has no such bytes
 */
export function readByteRange(header: string | undefined, size: number): ByteRange | 'whole' | 'beyond' {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '');
  const [, from = '', to = ''] = asked ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'beyond' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= size ? 'beyond' : { first, last };
}
