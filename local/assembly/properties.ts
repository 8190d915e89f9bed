import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import { AssemblyError, type TemplateResource } from './template.ts';

/**
 * The properties of a resource, with every reference resolved.
 * @throws AssemblyError naming the resource and what its properties lack
 */
export function propertiesOf<Schema extends z.ZodType>(
  schema: Schema,
  resource: TemplateResource,
  intrinsics: Intrinsics,
): z.output<Schema> {
  const parsed = schema.safeParse(intrinsics.resolve(resource.properties));
  if (parsed.success) return parsed.data;
  throw new AssemblyError(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
}
