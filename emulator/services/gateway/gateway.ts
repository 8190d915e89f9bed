import type { ServiceRequest } from '../../server/request.ts';
import { gatewayError, problem } from '../errors.ts';
import type { Credentials, Tokens } from '../ims/tokens.ts';

interface Dependencies {
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  readonly now: () => number;
}

/** The checks that Adobe's API gateway makes before a request reaches a service. */
export interface Gateway {
  /** @throws Refused unless token, API key and organization are right */
  readonly admit: (request: ServiceRequest) => void;
}

export function createGateway({ credentials, tokens, now }: Dependencies): Gateway {
  return {
    admit: (request) => {
      const { headers } = request;
      if ((headers['authorization'] ?? '') === '') throw gatewayError(403, '403010', 'Oauth token is missing.');
      const token = tokenOf(request);
      if (token === null || !tokens.isValid(token, now())) {
        throw gatewayError(401, '401013', 'Oauth token is not valid');
      }
      const apiKey = headers['x-api-key'] ?? '';
      if (apiKey === '') throw gatewayError(403, '403000', 'Api Key is required');
      if (apiKey !== credentials.clientId) throw gatewayError(403, '403003', 'Api Key is invalid');
      const orgId = headers['x-gw-ims-org-id'] ?? '';
      if (orgId === '') throw gatewayError(400, '400003', 'The header x-gw-ims-org-id is missing');
      if (orgId !== credentials.orgId) throw gatewayError(403, '403025', 'Profile is not valid');
    },
  };
}

/** The access token that a request carries; null: none that could be one. */
export function tokenOf({ headers }: ServiceRequest): string | null {
  return /^bearer (\S+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? null;
}

/**
 * Experience Platform's services also want to know the sandbox; CJA does not.
 * @throws Refused unless `x-sandbox-name` is the emulated sandbox
 */
export function admitToSandbox({ headers }: ServiceRequest, sandbox: string): void {
  const name = headers['x-sandbox-name'] ?? '';
  if (name === '') throw gatewayError(400, '400003', 'The header x-sandbox-name is missing');
  if (name !== sandbox) throw problem(404, 'SMS-1404-404', `There is no sandbox named ${name} in this organization.`);
}
