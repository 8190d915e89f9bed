import { json, Refused } from '../server/answer.ts';

/** Adobe's services say what is wrong in shapes of their own; each function here is one of them. */

/** The gateway in front of all services (docs: Platform API troubleshooting). */
export function gatewayError(status: number, code: string, message: string): Refused {
  return new Refused(json(status, { error_code: code, message }));
}

/** OAuth's shape (RFC 6749 §5.2), which IMS uses. */
export function imsError(error: string, description: string, status = 400): Refused {
  return new Refused(json(status, { error, error_description: description }));
}

const STATUS_TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function titleOf(status: number): string {
  return STATUS_TITLES[status] ?? `Status ${status}`;
}

/** Segmentation and Profile (docs: Segmentation API, Profile API error messages). */
export function profileError(status: number, code: string, message: string, requestId: string): Refused {
  return new Refused(
    json(status, {
      requestId,
      errors: { [status]: [{ code, message }] },
      type: `https://ns.adobe.com/aep/errors/${code}`,
      title: titleOf(status),
      status,
    }),
  );
}

/** RFC 7807, as Catalog and most of Experience Platform use it (docs: Catalog API, Platform API troubleshooting). */
export function problem(status: number, type: string, detail: string): Refused {
  return new Refused(
    json(status, { type: `https://ns.adobe.com/aep/errors/${type}`, title: titleOf(status), status, detail }),
  );
}

/** Schema Registry (schema-registry.yaml: errorBasic). */
export function registryError(status: number, code: string, detail: string, requestId: string, now: number): Refused {
  return new Refused(
    json(status, {
      type: `http://ns.adobe.com/aep/errors/${code}`,
      title: titleOf(status),
      status,
      report: {
        registryRequestId: requestId,
        timestamp: new Date(now).toISOString(),
        'detailed-message': detail,
        'sub-errors': [],
      },
      detail,
    }),
  );
}

/** Query Service (docs: Query Service API, "Queries endpoint"). */
export function queryError(status: number, message: string): Refused {
  return new Refused(json(status, { statusCode: status, errorCode: status, title: titleOf(status), message }));
}

/** CJA (cja.json: ErrorStatus, which lists the codes). */
export function cjaError(status: number, errorCode: string, description: string, requestId: string): Refused {
  return new Refused(json(status, { errorCode, errorDescription: description, errorId: requestId }));
}

/** What Adobe has and the emulator does not: never silently something else. */
export function notModelled(what: string): Refused {
  return problem(501, 'EMULATOR-501', `The emulator does not model ${what}.`);
}
