import * as z from 'zod';
import type { JsonObject } from '../asl/json.ts';

/** What is read of a CloudFormation template; the rest of it is none of the runner's business. */
export const Template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.json().optional() })).default({}),
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.json()).default({}) }),
  ),
});
export type Template = z.infer<typeof Template>;

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** Not resolved yet. */
  readonly properties: JsonObject;
}

/** The assembly cannot be run as it is: the message names the resource and what is wrong with it. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
}

export function resourcesOf(template: Template): TemplateResource[] {
  return Object.entries(template.Resources).map(([logicalId, { Type, Properties }]) => ({
    logicalId,
    type: Type,
    properties: Properties,
  }));
}
