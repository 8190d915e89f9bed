import type { ServiceRequest } from '../../server/request.ts';
import type { SchemaView } from './schemas.ts';

/**
 * The `Accept` header decides what Schema Registry answers, and without a right one it answers 400
 * (schema-registry.yaml: listSchemas, retrieveSchema, listDescriptors).
 */

/** Adobe's own Python client looks schemas up as `xdm`, the contract as `xed`. */
const LOOKUP =
  /^application\/vnd\.adobe\.x(?:ed|dm)(?<full>-full)?(?<notext>-notext)?(?:-desc)?\+json; ?version=\d+(?:\.\d+)?$/;
const LIST = /^application\/vnd\.adobe\.xed(?<id>-id)?\+json$/;
const DESCRIPTORS = /^application\/vnd\.adobe\.xdm(?<paged>-v2)?(?<form>-id|-link)?\+json$/;

function accept(request: ServiceRequest): string {
  return (request.headers['accept'] ?? '').trim();
}

/** How one schema is wanted; null where the header is missing or names no version. */
export function lookupView(request: ServiceRequest): SchemaView | null {
  const match = LOOKUP.exec(accept(request));
  return match === null
    ? null
    : { isFull: match.groups?.['full'] !== undefined, hasText: match.groups?.['notext'] === undefined };
}

export function listView(request: ServiceRequest): 'ids' | 'whole' | null {
  const match = LIST.exec(accept(request));
  return match === null ? null : match.groups?.['id'] === undefined ? 'whole' : 'ids';
}

export interface DescriptorView {
  readonly form: 'ids' | 'links' | 'whole';
  /** One list with pages (`-v2`) instead of one per descriptor type. */
  readonly isPaged: boolean;
}

export function descriptorView(request: ServiceRequest): DescriptorView | null {
  const match = DESCRIPTORS.exec(accept(request));
  if (match === null) return null;
  const form = match.groups?.['form'];
  return {
    form: form === '-id' ? 'ids' : form === '-link' ? 'links' : 'whole',
    isPaged: match.groups?.['paged'] !== undefined,
  };
}
