import { AdobeCredentialsRejected } from '../../shared/adobe/errors.ts';
import type { AdobeHttp } from '../../shared/adobe/http.ts';

/** Access to Adobe's services with one credential. */
export interface Session {
  readonly platform: AdobeHttp;
  readonly cja: AdobeHttp;
}

export interface Sessions {
  readonly current: () => Session;
  /** A session with another credential than the one that Adobe rejects; null where there is no other. */
  readonly renew: (rejected: Session) => Promise<Session | null>;
}

/**
 * A service whose calls are made once more when the credential was rotated meanwhile. Any method may be: what was rejected
 * was not executed.
 */
export function afterRotation(service: keyof Session, sessions: Sessions): AdobeHttp {
  const attempt = async <Result>(call: (http: AdobeHttp) => Promise<Result>): Promise<Result> => {
    const session = sessions.current();
    try {
      return await call(session[service]);
    } catch (error) {
      if (!(error instanceof AdobeCredentialsRejected)) throw error;
      const renewed = await sessions.renew(session);
      if (renewed === null) throw error;
      return call(renewed[service]);
    }
  };
  return {
    get: (path, request) => attempt((http) => http.get(path, request)),
    getBytes: (path, request) => attempt((http) => http.getBytes(path, request)),
    post: (path, request) => attempt((http) => http.post(path, request)),
    patch: (path, request) => attempt((http) => http.patch(path, request)),
    delete: (path, request) => attempt((http) => http.delete(path, request)),
  };
}
