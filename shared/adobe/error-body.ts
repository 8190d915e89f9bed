import * as z from 'zod';

/** What an error answer says, whichever of Adobe's shapes it has. */
export interface ErrorBody {
  /** Adobe's code: `UPAPI-113430-404`, `403027`, `invalid_client`. */
  readonly code: string | null;
  readonly message: string | null;
  /** The request id, where the body carries it. */
  readonly requestId: string | null;
}

const NOTHING: ErrorBody = { code: null, message: null, requestId: null };

const Code = z.union([z.string(), z.number()]).transform(String);

/** `https://ns.adobe.com/aep/errors/UPAPI-113430-404` → `UPAPI-113430-404` */
function codeOfType(type: string | undefined): string | null {
  return type?.split('/').at(-1) ?? null;
}

/** The API gateway in front of every service (docs: Experience Platform FAQ and troubleshooting guide). */
const GatewayBody = z
  .object({ error_code: Code, message: z.string().optional() })
  .transform(({ error_code, message }): ErrorBody => ({ ...NOTHING, code: error_code, message: message ?? null }));

const CodeAndMessage = z.object({ code: Code.optional(), message: z.string().optional() });

/**
 * Segmentation and Profile: the status, then what went wrong (segmentation.yaml: getAudience, 404).
 * The inner codes mostly repeat the status; the URI of `type` tells more.
 */
const ProfileBody = z
  .object({
    requestId: z.string().optional(),
    errors: z.record(z.string(), z.array(CodeAndMessage)),
    type: z.string().optional(),
    title: z.string().optional(),
  })
  .transform(({ requestId, errors, type, title }): ErrorBody => {
    const all = Object.values(errors).flat();
    const messages = new Set(all.flatMap(({ message }) => message ?? []));
    return {
      code: codeOfType(type) ?? all[0]?.code ?? null,
      message: messages.size > 0 ? [...messages].join('; ') : (title ?? null),
      requestId: requestId ?? null,
    };
  });

/** Customer Journey Analytics (cja.json: ErrorStatus). */
const CjaBody = z
  .object({ errorCode: z.string(), errorDescription: z.string().optional(), errorId: z.string().optional() })
  .transform(({ errorCode, errorDescription, errorId }): ErrorBody => ({
    code: errorCode,
    message: errorDescription ?? null,
    requestId: errorId ?? null,
  }));

/** IMS, as OAuth has it (RFC 6749, section 5.2). */
const ImsBody = z
  .object({ error: z.string(), error_description: z.string().optional() })
  .transform(({ error, error_description }): ErrorBody => ({
    ...NOTHING,
    code: error,
    message: error_description ?? null,
  }));

/** Query Service: one error with its status, or a list (query-service.yaml: error). */
const QueryServiceBody = z.union([
  z.object({ errors: z.tuple([CodeAndMessage], CodeAndMessage) }).transform(({ errors }): ErrorBody => ({
    ...NOTHING,
    code: errors[0].code ?? null,
    message: errors.flatMap(({ message }) => message ?? []).join('; ') || null,
  })),
  z
    .object({
      statusCode: z.number(),
      errorCode: Code.optional(),
      message: z.string().optional(),
      title: z.string().optional(),
    })
    .transform(({ errorCode, message, title }): ErrorBody => ({
      ...NOTHING,
      code: errorCode ?? null,
      message: message ?? title ?? null,
    })),
]);

/** RFC 7807, which Catalog and most of Experience Platform use; Schema Registry adds a report (schema-registry.yaml). */
const ProblemBody = z
  .object({
    type: z.string().optional(),
    title: z.string(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    report: z.object({ registryRequestId: z.string().optional() }).optional(),
  })
  .transform(({ type, title, detail, requestId, report }): ErrorBody => ({
    code: codeOfType(type),
    message: detail ?? title,
    requestId: requestId ?? report?.registryRequestId ?? null,
  }));

/** The first shape that fits says what the body means. */
const AnyBody = z.union([GatewayBody, ProfileBody, QueryServiceBody, CjaBody, ImsBody, ProblemBody]);

/**
 * Reads the body of an error answer. Whatever has none of Adobe's shapes (a proxy's HTML page, say) says nothing: its
 * text is not repeated.
 */
export function readErrorBody(text: string): ErrorBody {
  const parsed = AnyBody.safeParse(parseJson(text));
  return parsed.success ? parsed.data : NOTHING;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
