/**
 * Places within a JSON value, as JSON Pointer (RFC 6901) names them: `/records/0/id`. Beyond it, `*` means every member:
 * Catalog's answers have ids for keys. The empty pointer is the whole value.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const JSON_POINTER = /^(\/([^~/]|~[01])*)*$/;

/** What takes the value's place; undefined: nothing. */
type Change = (value: Json) => Json | undefined;

/** @returns the value with all places changed that the pointer leads to; where it leads nowhere, as it was */
export function changeAt(value: Json, pointer: string, change: Change): Json | undefined {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return changeBehind(value, keys, change);
}

function changeBehind(value: Json, [key, ...rest]: readonly string[], change: Change): Json | undefined {
  if (key === undefined) return change(value);
  if (typeof value !== 'object' || value === null) return value;
  const isMeant = (name: string): boolean => key === '*' || key === name;
  const changed = Object.entries(value).flatMap(([name, member]): [string, Json][] => {
    const now = isMeant(name) ? changeBehind(member, rest, change) : member;
    return now === undefined ? [] : [[name, now]];
  });
  return Array.isArray(value) ? changed.map(([, member]) => member) : Object.fromEntries(changed);
}
