/** What a person does about Adobe's codes that have one known cause. */
const BY_CODE: Readonly<Record<string, string>> = {
  // RFC 6749, section 5.2.
  invalid_client: 'Compare client id and secret with the OAuth Server-to-Server credential in the Developer Console',
  invalid_scope: 'Use the scopes exactly as the Developer Console lists them for the credential',
  // docs: Experience Platform FAQ and troubleshooting guide.
  '400003': 'Send the header that is named',
  '403000': 'Use the client id of a Developer Console project to which this API was added',
  '403003': 'Use the client id of a Developer Console project to which this API was added',
  '403010': 'Send an access token',
  '403025': 'Give the credential a product profile in the Admin Console, and check the organization id',
  // docs: knowledge base article KA-38573, "User region is missing".
  '403027':
    'Add both the Customer Journey Analytics and the Experience Platform API, each with a product profile, to the Developer Console project',
};

/** docs: Query Service packaging. INSERT INTO, CREATE TABLE and queries by REST come with the Data Distiller add-on. */
const DATA_DISTILLER =
  'Queries by API need the Data Distiller add-on and the permission Manage Queries: check the licence, then the role of the credential';

/** What to do about a failure that is known in particular, as an instruction; null: the advice of its kind has to do. */
export function particularAdvice(status: number | null, code: string | null, path: string): string | null {
  const byCode = code === null ? undefined : BY_CODE[code];
  if (byCode !== undefined) return byCode;
  return status === 403 && path.startsWith('/data/foundation/query/') ? DATA_DISTILLER : null;
}
