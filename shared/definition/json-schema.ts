import * as z from 'zod';
import { SyncDefinition } from './definition.ts';

/** The sync definition as JSON Schema: draft-07, which every editor understands, and as it is written (defaults may be left out). */
export function definitionJsonSchema(): unknown {
  return z.toJSONSchema(SyncDefinition, { io: 'input', target: 'draft-07' });
}
