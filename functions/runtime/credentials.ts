import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';
import { askAws, AWS_CLIENT_SETTINGS } from './aws.ts';

const required = z.string('is missing').min(1, 'is empty');

/** What the secret holds: an OAuth server-to-server credential of the Adobe Developer Console. Further fields are ignored. */
export const AdobeCredentials = z.object({
  clientId: required,
  clientSecret: required,
  orgId: required,
  /** Comma-separated, exactly as the Developer Console lists them for the credential. */
  scopes: required,
});
export type AdobeCredentials = z.infer<typeof AdobeCredentials>;

/** Long enough to spare a call per poll; a secret that was rotated since is noticed when Adobe rejects the old one. */
const CACHED_MILLISECONDS = 5 * 60_000;

const client = new SecretsManagerClient(AWS_CLIENT_SETTINGS);
const cache = new Map<string, { readonly credentials: AdobeCredentials; readonly readAt: number }>();

/**
 * Reads the credentials of a secret, kept a few minutes per Lambda sandbox.
 * @param now epoch milliseconds of the workflow
 * @throws SyncError `SecretInvalid`, naming the field, never its value; or what AWS answers
 */
export async function readCredentials(secretName: string, now: number): Promise<AdobeCredentials> {
  const cached = cache.get(secretName);
  if (cached !== undefined && Math.abs(now - cached.readAt) < CACHED_MILLISECONDS) return cached.credentials;
  const credentials = parseCredentials(secretName, await readSecret(secretName));
  cache.set(secretName, { credentials, readAt: now });
  return credentials;
}

/** The next read asks Secrets Manager. */
export function forgetCredentials(secretName: string): void {
  cache.delete(secretName);
}

/** @throws SyncError `SecretInvalid` */
export function parseCredentials(secretName: string, text: string): AdobeCredentials {
  const parsed = AdobeCredentials.safeParse(parseJson(secretName, text));
  if (!parsed.success) throw invalidSecret(secretName, zodLine(parsed.error));
  return parsed.data;
}

async function readSecret(secretName: string): Promise<string> {
  const call = { action: 'secretsmanager:GetSecretValue', resource: `secret ${secretName}` };
  return askAws(call, async () => {
    try {
      const answer = await client.send(new GetSecretValueCommand({ SecretId: secretName }));
      return answer.SecretString ?? '';
    } catch (error) {
      const reason = error instanceof Error ? UNREADABLE[error.name] : undefined;
      throw reason === undefined ? error : invalidSecret(secretName, reason);
    }
  });
}

/** docs: GetSecretValue, Errors. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'there is no such secret',
  InvalidRequestException: 'it has no value, or is marked for deletion',
};

function parseJson(secretName: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the secret.
    throw invalidSecret(secretName, 'its value is not JSON');
  }
}

function invalidSecret(secretName: string, what: string): SyncError {
  return new SyncError('SecretInvalid', {
    resource: `secret ${secretName}`,
    what,
    next: 'Store a JSON object with clientId, clientSecret, orgId and scopes, then redrive the execution',
  });
}
