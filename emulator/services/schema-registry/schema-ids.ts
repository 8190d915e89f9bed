import { createHash } from 'node:crypto';
import type { SandboxDataset, SandboxDescription } from '../../sandbox/format.ts';

export const PROFILE_CLASS = 'https://ns.adobe.com/xdm/context/profile';
export const EVENT_CLASS = 'https://ns.adobe.com/xdm/context/experienceevent';
/** What export jobs write (docs: Export jobs API, "Create a dataset"). */
export const PROFILE_UNION = `${PROFILE_CLASS}__union`;

/** The `$id` of a dataset's schema: the union for export datasets, else one of the dataset's own. */
export function schemaIdOf(dataset: SandboxDataset, { tenantId }: SandboxDescription): string {
  if (dataset.kind === 'export') return PROFILE_UNION;
  const hash = createHash('sha256').update(dataset.id).digest('hex').slice(0, 32);
  return `https://ns.adobe.com/${tenantId}/schemas/${hash}`;
}

/** `https://ns.adobe.com/acme/schemas/1f…` as `_acme.schemas.1f…` (schema-registry.yaml: meta:altId). */
export function altIdOf(schemaId: string): string {
  return schemaId.replace('https://ns.adobe.com/', '_').replaceAll('/', '.');
}

export function classOf(dataset: SandboxDataset): string {
  return dataset.kind === 'event' || dataset.kind === 'ledger' ? EVENT_CLASS : PROFILE_CLASS;
}
