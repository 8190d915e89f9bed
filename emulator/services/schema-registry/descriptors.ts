import type { SandboxDescription } from '../../sandbox/format.ts';
import type { Chance } from '../../chance.ts';
import { schemaIdOf } from './schema-ids.ts';

/** An identity descriptor on the wire (schema-registry.yaml: identityDescriptorResponse). */
export type Descriptor = Readonly<Record<string, unknown>> & { readonly '@id': string };

/** Which fields of which schemas are identities: those of the records, and `personID` of the targets. */
export function identityDescriptors(sandbox: SandboxDescription, chance: Chance): Descriptor[] {
  return sandbox.datasets.flatMap((dataset) => {
    const schemaId = schemaIdOf(dataset, sandbox);
    const descriptor = (path: string, namespace: string, isPrimary: boolean): Descriptor => ({
      '@id': chance.uuid('descriptor', schemaId, path).replaceAll('-', ''),
      '@type': 'xdm:descriptorIdentity',
      'xdm:sourceSchema': schemaId,
      'xdm:sourceVersion': 1,
      'xdm:sourceProperty': `/${path.replaceAll('.', '/')}`,
      'xdm:namespace': namespace,
      'xdm:property': 'xdm:code',
      'xdm:isPrimary': isPrimary,
      imsOrg: sandbox.orgId,
      version: '1',
      'meta:containerId': 'tenant',
    });
    switch (dataset.kind) {
      case 'profile':
      case 'event':
        return dataset.identities.flatMap((identity) =>
          'path' in identity ? [descriptor(identity.path, identity.namespace, identity.primary)] : [],
        );
      case 'target':
        return [descriptor('personID', dataset.personIdNamespace ?? 'personID', true)];
      case 'export':
      case 'ledger':
        return [];
    }
  });
}
