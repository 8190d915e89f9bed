import { build, type Plugin } from 'esbuild';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAssembly } from '../../../local/assembly/assembly.ts';
import { PROJECT } from '../../e2e/support/command.ts';

/** Something that keeps a promise, taken out of the service. */
export interface Mutation {
  /** The folder of the one function whose bundle is another. */
  readonly function?: string;
  /** Modules of the project, by path, and the module of this folder that its bundle has instead. */
  readonly modules?: Readonly<Record<string, string>>;
  /** What is replaced in the synthesized template, as often as it stands there. */
  readonly template?: { readonly text: string; readonly becomes: string };
}

/** @returns the folder of a copy of the assembly with the mutation in it */
export async function mutate(assembly: string, mutation: Mutation, into: string): Promise<string> {
  await cp(assembly, into, { recursive: true });
  if (mutation.function !== undefined) await bundleAnew(into, mutation.function, mutation.modules ?? {});
  if (mutation.template !== undefined) await changeTemplate(into, mutation.template);
  return into;
}

async function bundleAnew(assembly: string, folder: string, modules: Readonly<Record<string, string>>): Promise<void> {
  const deployed = readAssembly(assembly, 'us-east-1').functions.find(({ name }) => name.endsWith(`-${folder}`));
  if (deployed === undefined) throw new Error(`the assembly has no function ${folder}`);
  const replaced = new Set<string>();
  await build({
    entryPoints: [path.join(PROJECT, 'functions', folder, 'handler.ts')],
    outfile: deployed.entry,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    plugins: [replacing(modules, replaced)],
    logLevel: 'error',
  });
  const missed = Object.keys(modules).find((original) => !replaced.has(original));
  if (missed !== undefined) throw new Error(`the bundle of ${folder} has no module ${missed}`);
}

/** A replacement may import what it stands in for. */
function replacing(modules: Readonly<Record<string, string>>, replaced: Set<string>): Plugin {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return {
    name: 'mutation',
    setup: (bundle) => {
      bundle.onResolve({ filter: /\.ts$/ }, ({ path: imported, resolveDir, importer }) => {
        const original = path.relative(PROJECT, path.resolve(resolveDir, imported));
        const replacement = modules[original];
        if (replacement === undefined || importer.startsWith(here)) return undefined;
        replaced.add(original);
        return { path: path.join(here, replacement) };
      });
    },
  };
}

async function changeTemplate(assembly: string, { text, becomes }: NonNullable<Mutation['template']>): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(assembly, 'manifest.json'), 'utf8'));
  const stacks = Object.values<any>(manifest.artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  for (const { properties } of stacks) {
    const file = path.join(assembly, properties.templateFile);
    const template = await readFile(file, 'utf8');
    if (!template.includes(text)) throw new Error(`${file} does not hold ${text}`);
    await writeFile(file, template.replaceAll(text, becomes));
  }
}
