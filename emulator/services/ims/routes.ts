import type { Fates } from '../../fates.ts';
import { json } from '../../server/answer.ts';
import type { ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { imsError } from '../errors.ts';
import type { Credentials, Tokens } from './tokens.ts';

interface Dependencies {
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  readonly fates: Fates;
  readonly now: () => number;
}

/** Adobe's Identity Management System: OAuth Server-to-Server tokens. */
export function imsRoutes({ credentials, tokens, fates, now }: Dependencies): Route[] {
  return [
    {
      method: 'POST',
      path: '/ims/token/v3',
      handle: (request) => {
        refuseUnlessCredentials(parametersOf(request), credentials);
        const { livesSeconds, announcedSeconds } = fates.token();
        const token = tokens.issue(now(), livesSeconds);
        return json(200, { access_token: token, token_type: 'bearer', expires_in: announcedSeconds });
      },
    },
  ];
}

/** Documented as a form body; older clients still send a query. */
function parametersOf(request: ServiceRequest): URLSearchParams {
  const isForm = (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded');
  const fromBody = isForm ? [...new URLSearchParams(request.body.toString('utf8'))] : [];
  return new URLSearchParams([...request.query, ...fromBody]);
}

function refuseUnlessCredentials(parameters: URLSearchParams, credentials: Credentials): void {
  const grantType = parameters.get('grant_type');
  if (grantType === null) throw imsError('invalid_request', 'grant_type is missing');
  if (grantType !== 'client_credentials') throw imsError('unsupported_grant_type', 'the grant type is not supported');
  if (parameters.get('client_id') !== credentials.clientId)
    throw imsError('invalid_client', 'invalid client_id parameter');
  if (parameters.get('client_secret') !== credentials.clientSecret) {
    throw imsError('invalid_client', 'invalid client_secret parameter');
  }
  const known = credentials.scopes.split(',');
  const asked = (parameters.get('scope') ?? '').split(/[, ]+/).filter((scope) => scope !== '');
  const foreign = asked.filter((scope) => !known.includes(scope));
  if (asked.length === 0 || foreign.length > 0) {
    throw imsError('invalid_scope', `invalid scope: ${foreign.join(', ') || '(none)'}`);
  }
}
