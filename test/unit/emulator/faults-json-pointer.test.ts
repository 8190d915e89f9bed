import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeAt, type Json, JSON_POINTER } from '../../../emulator/faults/calls/json-pointer.ts';

const VALUE: Json = { records: [{ id: 1, tags: ['a', 'b'] }, { id: 2 }], 'a/b': { '~': true }, none: null };

describe('changing what a JSON pointer leads to', () => {
  it.each<[string, Json]>([
    ['/records/0/id', { ...VALUE, records: [{ id: 'X', tags: ['a', 'b'] }, { id: 2 }] }],
    ['/records/*/id', { ...VALUE, records: [{ id: 'X', tags: ['a', 'b'] }, { id: 'X' }] }],
    ['/records/0/tags/1', { ...VALUE, records: [{ id: 1, tags: ['a', 'X'] }, { id: 2 }] }],
    ['/a~1b/~0', { ...VALUE, 'a/b': { '~': 'X' } }],
    ['/none', { ...VALUE, none: 'X' }],
    ['', 'X'],
    ['/records/2/id', VALUE],
    ['/records/id', VALUE],
    ['/none/deeper', VALUE],
    ['/records/0/id/deeper', VALUE],
  ])('%s', (pointer, changed) => {
    expect(changeAt(VALUE, pointer, () => 'X')).toEqual(changed);
  });

  it('takes members out of objects and lists', () => {
    expect(changeAt(VALUE, '/none', () => undefined)).not.toHaveProperty('none');
    expect(changeAt(VALUE, '/records/0', () => undefined)).toMatchObject({ records: [{ id: 2 }] });
    expect(changeAt(VALUE, '', () => undefined)).toBeUndefined();
  });

  it('leaves everything as it was, wherever it leads, if nothing is changed', () => {
    const keys = fc.array(fc.constantFrom('records', '0', '*', 'id', 'tags', 'none', '__proto__', ''));
    fc.assert(
      fc.property(fc.jsonValue(), keys, (value, path) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        const pointer = path.map((key) => `/${key}`).join('');
        expect(pointer).toMatch(JSON_POINTER);
        expect(changeAt(json, pointer, (same) => same)).toEqual(json);
      }),
    );
  });

  it.each(['records', '/a~2', '/~', 'a/b'])('%s is no pointer', (text) => {
    expect(text).not.toMatch(JSON_POINTER);
  });
});
