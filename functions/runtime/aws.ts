import * as z from 'zod';
import { redact } from '../../shared/adobe/redact.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { timeForCalls } from './time-left.ts';

/** For every client of the AWS SDK: three tries of 5 s, so that a function has time to say what failed (time-left.ts). */
export const AWS_CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
} as const;

interface AwsCall {
  /** As IAM names it: `states:ListExecutions`. */
  readonly action: string;
  /** What it is about, with its name or ARN. */
  readonly resource: string;
}

/** An error of the AWS SDK, as far as it tells how the call went. */
const SdkError = z.object({
  name: z.string(),
  message: z.string(),
  /** Without a status: there was no answer. */
  $metadata: z.object({ httpStatusCode: z.number().optional(), requestId: z.string().optional() }),
});
type SdkError = z.infer<typeof SdkError>;

/** docs: SDK for JavaScript v3, error codes that its retry strategy takes for throttling. */
const THROTTLED = /throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded/i;
/** Also where the key of a secret or a state machine may not be used, or is disabled (docs: GetSecretValue, DescribeExecution). */
const DENIED =
  /AccessDenied|^DecryptionFailure$|^Kms(AccessDenied|InvalidState)|UnrecognizedClient|InvalidSignature|ExpiredToken|CredentialsProvider/i;

/**
 * Asks AWS, and gives what fails a name of the error contract.
 * @throws SyncError `AwsUnavailable`, `AwsAccessDenied` or `AwsRequestRejected`, the SDK's error as its cause
 */
export async function askAws<Answer>(call: AwsCall, ask: () => Promise<Answer>): Promise<Answer> {
  if (timeForCalls() <= 0) throw unavailable(call, 'it was not asked, because the time of the function is used up');
  try {
    return await ask();
  } catch (error) {
    const parsed = SdkError.safeParse(error);
    if (!parsed.success) throw error;
    throw contractError(call, parsed.data, error);
  }
}

function contractError(call: AwsCall, error: SdkError, cause: unknown): SyncError {
  const { name, message, $metadata } = error;
  const { httpStatusCode: status } = $metadata;
  const requestId = $metadata.requestId === undefined ? '' : `, request id ${$metadata.requestId}`;
  const said = `(${name}: ${redact(message)}${requestId})`;
  if (DENIED.test(name) || status === 403) {
    return new SyncError(
      'AwsAccessDenied',
      {
        resource: call.resource,
        what: `AWS does not allow ${call.action} ${said}`,
        next: `Allow the function's role ${call.action} on it, and the use of the key that it is encrypted with`,
      },
      { cause },
    );
  }
  if (status === undefined || status === 429 || status >= 500 || THROTTLED.test(name)) {
    return unavailable(call, `${call.action} failed ${said}`, cause);
  }
  return new SyncError(
    'AwsRequestRejected',
    {
      resource: call.resource,
      what: `AWS refuses ${call.action} ${said}`,
      next: 'See whether it still exists as it was deployed',
    },
    { cause },
  );
}

function unavailable({ resource }: AwsCall, what: string, cause?: unknown): SyncError {
  const next = 'Try again later';
  return new SyncError('AwsUnavailable', { resource, what, next }, cause === undefined ? {} : { cause });
}
