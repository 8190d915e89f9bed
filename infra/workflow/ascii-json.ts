/**
 * JSON in plain ASCII. A state machine's definition travels through a CloudFormation template, which is only safe for
 * ASCII; JSON's own escapes carry every other character.
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
