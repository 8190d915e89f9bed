import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkParameter } from '../../../shared/adobe/links.ts';
import { IdText, Moment, OptionalMoment, OptionalText } from '../../../shared/adobe/wire-values.ts';

describe('a moment', () => {
  it.each<[string, unknown, string | null]>([
    ['milliseconds', 1_538_615_973_895, '2018-10-04T01:19:33.895Z'],
    ['seconds', 1_538_615_973, '2018-10-04T01:19:33.000Z'],
    ['seconds with a fraction', 1_538_615_973.5, '2018-10-04T01:19:33.500Z'],
    ['milliseconds as text', '1538615973895', '2018-10-04T01:19:33.895Z'],
    ['ISO with Z', '2022-11-09T18:45:31.256Z', '2022-11-09T18:45:31.256Z'],
    ['ISO with microseconds', '2022-11-09T18:45:31.256789Z', '2022-11-09T18:45:31.256Z'],
    ['ISO with an offset', '2022-11-09T19:45:31+01:00', '2022-11-09T18:45:31.000Z'],
    ['ISO with an offset without a colon', '2022-11-09T19:45:31+0100', '2022-11-09T18:45:31.000Z'],
    ['ISO without a zone, which is UTC', '2022-11-09T18:45:31', '2022-11-09T18:45:31.000Z'],
    ['ISO with a blank', '2022-11-09 18:45:31', '2022-11-09T18:45:31.000Z'],
    ['nothing', undefined, null],
    ['null', null, null],
    ['empty text', '', null],
    ['zero', 0, null],
    ['a negative number', -5, null],
    ['infinity', Infinity, null],
    ['words', 'yesterday', null],
    ['a month that is none', '2022-13-09T18:45:31Z', null],
    ['an object', {}, null],
  ])('may be %s', (_, value, iso) => {
    expect(OptionalMoment.parse(value)).toBe(iso === null ? null : Date.parse(iso));
    expect(Moment.safeParse(value).success).toBe(iso !== null);
  });

  it('is the same in seconds, milliseconds and ISO, for every second of this age', () => {
    const seconds = fc.integer({ min: Date.parse('1980-01-01') / 1000, max: Date.parse('2150-01-01') / 1000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const forms = [second, second * 1000, String(second), new Date(second * 1000).toISOString()];
        expect(forms.map((form) => Moment.parse(form))).toEqual(forms.map(() => second * 1000));
      }),
    );
  });
});

it.each<[unknown, string | null]>([
  [24_115, '24115'],
  [100.0, '100'],
  ['24115', '24115'],
  ['', null],
  [null, null],
  [undefined, null],
])('an id %p is %p', (value, id) => {
  const parsed = IdText.safeParse(value);
  expect(parsed.success ? parsed.data : null).toBe(id);
});

it.each<[unknown, string | null]>([
  ['a', 'a'],
  ['', null],
  [null, null],
  [undefined, null],
])('text %p is %p', (value, text) => {
  expect(OptionalText.parse(value)).toBe(text);
});

it.each<[string | null | undefined, string, string | null]>([
  ['/export/jobs/?limit=5&offset=1538573416687_722', 'offset', '1538573416687_722'],
  ['@/audiences?start=1&limit=2&totalCount=111', 'start', '1'],
  [
    'https://platform.adobe.io/data/foundation/query/queries?start=2022-11-22T00%3A52%3A34.839Z',
    'start',
    '2022-11-22T00:52:34.839Z',
  ],
  ['@/mergePolicies?start=K1JJ+Q/A==&orderBy=&limit=2', 'start', 'K1JJ+Q/A=='],
  ['/jobs?offset=a%ZZ', 'offset', 'a%ZZ'],
  ['/jobs?offset=1#end', 'offset', '1'],
  ['/jobs?offset=', 'offset', null],
  ['/jobs?other=1', 'offset', null],
  ['/jobs', 'offset', null],
  ['', 'offset', null],
  [null, 'offset', null],
  [undefined, 'offset', null],
])('in the link %p, %s is %p', (href, name, value) => {
  expect(linkParameter(href, name)).toBe(value);
});
