import { existsSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import type { Assets } from './stacks.ts';
import { AssemblyError, type TemplateResource } from './template.ts';

export interface LocalFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The folder with the bundle that would be deployed. */
  readonly folder: string;
  /** The module with the handler. */
  readonly entry: string;
  /** The name it is exported under. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The queue or topic for events that the function has failed on; null where there is none. */
  readonly deadLetterArn: string | null;
}

/** Lambda's own defaults stand in for what a template leaves out. */
const FunctionProperties = z.looseObject({
  Code: z.looseObject({ S3Key: z.string() }),
  Handler: z.string().regex(/^[\w./-]+\.\w+$/),
  Runtime: z.string().startsWith('nodejs'),
  Environment: z.looseObject({ Variables: z.record(z.string(), z.string()).default({}) }).prefault({}),
  Timeout: z.int().default(3),
  MemorySize: z.int().default(128),
  DeadLetterConfig: z.looseObject({ TargetArn: z.string() }).optional(),
});

/** @throws AssemblyError for a function whose bundle is not in the assembly */
export function readFunction(resource: TemplateResource, intrinsics: Intrinsics, assets: Assets): LocalFunction {
  const parsed = FunctionProperties.safeParse(intrinsics.resolve(resource.properties));
  if (!parsed.success) throw new AssemblyError(`Function ${resource.logicalId}: ${z.prettifyError(parsed.error)}`);
  const { Code, Handler, Environment, Timeout, MemorySize, DeadLetterConfig } = parsed.data;
  const folder = assets.folderOf(Code.S3Key);
  if (folder === undefined) {
    throw new AssemblyError(`Function ${resource.logicalId}: its code ${Code.S3Key} is not an asset of this assembly`);
  }
  const { name: file, dir, ext } = path.parse(Handler);
  return {
    logicalId: resource.logicalId,
    ...identity(resource, intrinsics),
    folder,
    entry: entryFile(path.join(folder, dir, file), resource.logicalId),
    handler: ext.slice(1),
    environment: Environment.Variables,
    timeoutSeconds: Timeout,
    memoryMegabytes: MemorySize,
    deadLetterArn: DeadLetterConfig?.TargetArn ?? null,
  };
}

function identity(resource: TemplateResource, intrinsics: Intrinsics): { readonly name: string; readonly arn: string } {
  const { name, arn } = intrinsics.identity(resource.logicalId);
  return { name, arn };
}

/** Lambda looks for the handler's file with these endings, in this order (docs "Define Lambda function handler in Node.js"). */
function entryFile(withoutEnding: string, logicalId: string): string {
  const entry = ['.js', '.mjs', '.cjs'].map((ending) => withoutEnding + ending).find((file) => existsSync(file));
  if (entry === undefined) throw new AssemblyError(`Function ${logicalId}: there is no module ${withoutEnding}`);
  return entry;
}
