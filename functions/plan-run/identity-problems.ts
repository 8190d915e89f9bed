import type { SchemaField, SchemaRegistryClient } from '../../shared/adobe/schema-registry.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';

/** Spark writes them as text like 1.2E7, an id that no event has (docs: Spark SQL, "Floating-point special values", casts). */
const FLOATING = ['double', 'float'];

/**
 * Why a profile field cannot be the identity of a sync: it is not there, is no plain value, or its text is not the number
 * that events carry. A type that the registry does not tell is taken for fine.
 */
export async function identityProblems(
  identity: SyncDefinition['identity'],
  unionSchemaId: string,
  schemaRegistry: SchemaRegistryClient,
): Promise<string[]> {
  if (!('field' in identity)) return [];
  const names = identity.field.split('.');
  const siblings = await schemaRegistry.getFields(unionSchemaId, names.slice(0, -1).join('.'));
  const problem = problemOf(siblings.find(({ name }) => name === names.at(-1)));
  return problem === null ? [] : [`identity field ${identity.field} ${problem}`];
}

function problemOf(field: SchemaField | undefined): string | null {
  if (field === undefined) return 'is not in the Profile union schema';
  if (FLOATING.includes(field.type)) {
    return `is a floating-point number (${field.type}): make it a string or an integer, or take an identity namespace`;
  }
  return /^(struct|array|map)</.test(field.type) ? `is no plain value but ${field.type.split('<')[0] ?? ''}` : null;
}
