import { DEFAULT_BASE_URLS } from '../../shared/adobe/base-urls.ts';
import { type AdobeHttp, createAdobeHttp } from '../../shared/adobe/http.ts';
import { createTokenProvider } from '../../shared/adobe/ims.ts';
import type { AnswerReport } from '../../shared/adobe/transport.ts';
import type { Run, StepContext } from '../../shared/steps/common.ts';
import { type AdobeCredentials, readCredentials } from './credentials.ts';
import { log } from './log.ts';

/** Where Adobe's services are; environment variables aim them at an emulator. */
const baseUrls = {
  ims: process.env['ADOBE_IMS_URL'] ?? DEFAULT_BASE_URLS.ims,
  platform: process.env['ADOBE_PLATFORM_URL'] ?? DEFAULT_BASE_URLS.platform,
  cja: process.env['ADOBE_CJA_URL'] ?? DEFAULT_BASE_URLS.cja,
};

export interface AdobeAccess {
  readonly platform: AdobeHttp;
  readonly cja: AdobeHttp;
}

/** Access tokens last a day, so a warm sandbox keeps them with its connections. */
let warm: { readonly key: string; readonly access: AdobeAccess } | undefined;
/** The workflow's time: tokens age by it, not by this machine's clock. */
let workflowTime = 0;

/** @throws SyncError `SecretInvalid` */
export async function connectAdobe(
  { credentialsSecret, sandbox }: Pick<Run, 'credentialsSecret' | 'sandbox'>,
  { now }: StepContext,
): Promise<AdobeAccess> {
  workflowTime = Date.parse(now);
  const credentials = await readCredentials(credentialsSecret, workflowTime);
  const key = JSON.stringify([credentials, sandbox]);
  if (warm?.key !== key) warm = { key, access: openAccess(credentials, sandbox) };
  return warm.access;
}

function openAccess(credentials: AdobeCredentials, sandbox: string): AdobeAccess {
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials, now: () => workflowTime });
  const common = {
    credentials,
    tokens,
    onAnswer: ({ requestId, service, ...answer }: AnswerReport): void => {
      log('Adobe answered', { ...answer, adobeService: service, adobeRequestId: requestId });
    },
  };
  return {
    platform: createAdobeHttp({ ...common, service: 'platform', baseUrl: baseUrls.platform, sandbox }),
    cja: createAdobeHttp({ ...common, service: 'cja', baseUrl: baseUrls.cja }),
  };
}
