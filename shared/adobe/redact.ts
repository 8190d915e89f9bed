const LONGEST_TEXT = 400;

const JSON_WEB_TOKEN = /\beyJ[\w-]+(?:\.[\w-]*)*/g;
const BEARER = /\bbearer\s+\S+/gi;
const EMAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * Text of Adobe's that may go into an error or a log: one line of bounded length, without anything that looks like a
 * token, without e-mail addresses (they may be person IDs), and without the secrets that the request carried.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((secret) => secret !== '');
  const clean = spellings
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
    .replace(JSON_WEB_TOKEN, '***')
    .replace(BEARER, 'Bearer ***')
    .replace(EMAIL_ADDRESS, '***')
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}…` : clean;
}

/** Values stand in single or double quotes in the messages of Spark and of most services; names mostly stand in backticks. */
const QUOTED = /'[^']*'|"[^"]*"/g;
const LONG_NUMBER = /\d{10,}/g;

/**
 * Text of Adobe's about a job that read personal data, such as a value that could not be cast: like `redact`, and without
 * quoted values and long numbers.
 */
export function redactValues(text: string): string {
  return redact(text.replace(QUOTED, "'***'").replace(LONG_NUMBER, '***'));
}
