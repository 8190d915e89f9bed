import { describe, expect, it } from '@jest/globals';
import { AdobeCredentials, parseCredentials } from '../../../functions/runtime/credentials.ts';
import { type BadValues, MISSING, rowsOf, withBad } from './bad-values.ts';
import { rulesBroken, rulesOf } from './schema-rules.ts';

const SECRET_TEXT = 'p8e-planted-and-never-shown';
const GOOD = {
  clientId: 'client',
  clientSecret: SECRET_TEXT,
  orgId: 'ABC@AdobeOrg',
  scopes: 'openid,AdobeID',
};

const BAD_VALUES: BadValues = {
  '': [[], SECRET_TEXT, 7, null],
  clientId: [MISSING, 7, ''],
  clientSecret: [MISSING, 7, '', { value: SECRET_TEXT }],
  orgId: [MISSING, null, ''],
  scopes: [MISSING, ['openid', 'AdobeID'], ''],
};

const expectRefusal = (text: string, what: string): void => {
  const parse = (): unknown => parseCredentials('audience-sync/adobe', text);
  expect(parse).toThrow(expect.objectContaining({ name: 'SecretInvalid' }));
  expect(parse).toThrow(what);
  expect(parse).toThrow(/^secret audience-sync\/adobe: [^\n]+\. Store a JSON object [^\n]+\.$/);
  expect(parse).not.toThrow(SECRET_TEXT);
};

describe('a secret is refused in one line that names the field and never quotes a value:', () => {
  it.each(rowsOf(BAD_VALUES))('%s', (_, path, bad) => {
    expectRefusal(JSON.stringify(withBad(GOOD, path, bad)), path);
  });

  it.each(['', '{', SECRET_TEXT, `{"clientSecret": "${SECRET_TEXT}"`, `clientSecret=${SECRET_TEXT}`])(
    'text that is not JSON, %j',
    (text) => {
      expectRefusal(text, 'its value is not JSON');
    },
  );

  it('and no rule is missing here', () => {
    const broken = rowsOf(BAD_VALUES).flatMap(([, path, bad]) =>
      rulesBroken(AdobeCredentials, withBad(GOOD, path, bad)),
    );
    expect(rulesOf(AdobeCredentials).filter((rule) => !broken.includes(rule))).toEqual([]);
  });
});
