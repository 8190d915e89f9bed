import { createAdobeHttp } from '../../shared/adobe/http.ts';
import { createTokenProvider } from '../../shared/adobe/ims.ts';
import type { AnswerReport } from '../../shared/adobe/transport.ts';
import type { Run, StepContext } from '../../shared/steps/common.ts';
import { type AdobeCredentials, forgetCredentials, readCredentials } from './credentials.ts';
import { readEnvironment } from './environment.ts';
import { log } from './log.ts';
import { afterRotation, type Session } from './rotation.ts';
import { timeForCalls } from './time-left.ts';

/** Access tokens last a day, so a warm sandbox keeps them with its connections. */
let warm: { readonly key: string; readonly session: Session } | undefined;
/** The workflow's time: tokens age by it, not by this machine's clock. */
let workflowTime = 0;

/**
 * Adobe's services with the credential of a secret. When Adobe rejects the credential, the secret is read anew, and if it
 * holds another one by now the call is made once more.
 * @throws SyncError `SecretInvalid`, `EnvironmentInvalid`, or what AWS answers about the secret
 */
export async function connectAdobe(
  { credentialsSecret, sandbox }: Pick<Run, 'credentialsSecret' | 'sandbox'>,
  { now }: Pick<StepContext, 'now'>,
): Promise<Session> {
  workflowTime = Date.parse(now);
  let session = openSession(await readCredentials(credentialsSecret, workflowTime), sandbox);
  const sessions = {
    current: () => session,
    renew: async (rejected: Session): Promise<Session | null> => {
      if (session === rejected) {
        forgetCredentials(credentialsSecret);
        session = openSession(await readCredentials(credentialsSecret, workflowTime), sandbox);
        log('Adobe rejected the credential, so the secret was read anew', { isOther: session !== rejected });
      }
      return session === rejected ? null : session;
    },
  };
  return { platform: afterRotation('platform', sessions), cja: afterRotation('cja', sessions) };
}

/** The warm session, as long as it has these credentials. */
function openSession(credentials: AdobeCredentials, sandbox: string): Session {
  const key = JSON.stringify([credentials, sandbox]);
  if (warm?.key !== key) warm = { key, session: newSession(credentials, sandbox) };
  return warm.session;
}

function newSession(credentials: AdobeCredentials, sandbox: string): Session {
  const environment = readEnvironment(process.env);
  const calls = {
    timeouts: { requestMilliseconds: environment.ADOBE_REQUEST_TIMEOUT_MS },
    retry: { firstWaitMilliseconds: environment.ADOBE_RETRY_WAIT_MS },
    remainingMilliseconds: timeForCalls,
    onAnswer: ({ requestId, service, ...answer }: AnswerReport): void => {
      log('Adobe answered', { ...answer, adobeService: service, adobeRequestId: requestId });
    },
  };
  const tokens = createTokenProvider({
    ...calls,
    baseUrl: environment.ADOBE_IMS_URL,
    credentials,
    now: () => workflowTime,
  });
  const services = { ...calls, credentials, tokens };
  return {
    platform: createAdobeHttp({
      ...services,
      service: 'platform',
      baseUrl: environment.ADOBE_PLATFORM_URL,
      sandbox,
    }),
    cja: createAdobeHttp({ ...services, service: 'cja', baseUrl: environment.ADOBE_CJA_URL }),
  };
}
