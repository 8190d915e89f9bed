import * as z from 'zod';
import { DEFAULT_BASE_URLS } from '../../shared/adobe/base-urls.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';
import { zodLine } from '../../shared/errors/zod-line.ts';

const milliseconds = (fallback: number, least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number of milliseconds')
    .default(String(fallback))
    .transform(Number)
    .pipe(z.int().min(least).max(most));

/** Environment variables of the functions that call Adobe; a deployment needs none of them. */
const Environment = z.object({
  /** Where Adobe's services are: other hosts than Adobe's own are an emulator. */
  ADOBE_IMS_URL: z.url().default(DEFAULT_BASE_URLS.ims),
  ADOBE_PLATFORM_URL: z.url().default(DEFAULT_BASE_URLS.platform),
  ADOBE_CJA_URL: z.url().default(DEFAULT_BASE_URLS.cja),
  /** How long to wait for an answer; the least is for tests, the most is where Adobe's gateways cut off. */
  ADOBE_REQUEST_TIMEOUT_MS: milliseconds(30_000, 50, 60_000),
  /** How long to wait before a call is repeated the first time. */
  ADOBE_RETRY_WAIT_MS: milliseconds(1000, 1, 20_000),
});
export type Environment = z.infer<typeof Environment>;

/**
 * Read at each use, not when the module is loaded: what fails there has no name that a workflow could route on.
 * @throws SyncError `EnvironmentInvalid`
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const parsed = Environment.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new SyncError('EnvironmentInvalid', {
    resource: `environment of function ${variables['AWS_LAMBDA_FUNCTION_NAME'] ?? ''}`.trim(),
    what: zodLine(parsed.error),
    next: 'Correct the variable or remove it',
  });
}
