import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { AssemblyError, Template } from './template.ts';

/** What is read of a cloud assembly's manifest and of its asset manifests (aws-cdk-lib, cloud-assembly-schema). */
const Manifest = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({ type: z.string(), properties: z.record(z.string(), z.json()).default({}) }),
  ),
});
const AssetManifest = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

/** The files that a deployment would upload, by the key they would have in the bucket. */
export class Assets {
  readonly #folders: ReadonlyMap<string, string>;

  constructor(folders: ReadonlyMap<string, string>) {
    this.#folders = folders;
  }

  folderOf(objectKey: string): string | undefined {
    return this.#folders.get(objectKey);
  }
}

/** @throws AssemblyError when the folder is not a cloud assembly */
export function readStacks(folder: string): { readonly stacks: readonly Stack[]; readonly assets: Assets } {
  const { artifacts } = readJson(Manifest, folder, 'manifest.json');
  const stacks: Stack[] = [];
  const folders = new Map<string, string>();
  for (const [name, { type, properties }] of Object.entries(artifacts)) {
    if (type === 'aws:cloudformation:stack') {
      const stackName = properties['stackName'];
      stacks.push({
        name: typeof stackName === 'string' ? stackName : name,
        template: readJson(Template, folder, fileIn(properties['templateFile'], name)),
      });
    }
    if (type === 'cdk:asset-manifest') {
      const { files } = readJson(AssetManifest, folder, fileIn(properties['file'], name));
      for (const { source, destinations } of Object.values(files)) {
        if (source.path === undefined) continue;
        for (const { objectKey } of Object.values(destinations))
          folders.set(objectKey, path.resolve(folder, source.path));
      }
    }
  }
  if (stacks.length === 0) throw new AssemblyError(`The cloud assembly ${folder} has no stack`);
  return { stacks, assets: new Assets(folders) };
}

function fileIn(value: unknown, artifact: string): string {
  if (typeof value === 'string') return value;
  throw new AssemblyError(`The artifact ${artifact} of the cloud assembly names no file`);
}

function readJson<Schema extends z.ZodType>(schema: Schema, folder: string, file: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(
      `${folder} is not a cloud assembly: ${file} cannot be read (${why}). Run npm run synth first`,
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AssemblyError(`${path.join(folder, file)}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
