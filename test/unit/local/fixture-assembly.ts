import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

interface Assembly {
  readonly Resources: Resources;
  readonly Parameters?: Record<string, unknown>;
  /** Source of `index.mjs`, by the name of the asset; its S3 key ends in `.zip`. */
  readonly bundles?: Record<string, string>;
}

/** Writes a cloud assembly with one stack, in the shape that the CDK gives it. */
export function writeAssembly({ bundles = {}, ...template }: Assembly): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'audience-sync-assembly-'));
  const write = (file: string, value: unknown): void => {
    writeFileSync(path.join(folder, file), JSON.stringify(value));
  };
  for (const [name, source] of Object.entries(bundles)) {
    mkdirSync(path.join(folder, `asset.${name}`));
    writeFileSync(path.join(folder, `asset.${name}`, 'index.mjs'), source);
  }
  write('manifest.json', {
    version: '55.0.0',
    artifacts: {
      'stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'stack.assets.json' } },
      stack: { type: 'aws:cloudformation:stack', properties: { templateFile: 'stack.template.json' } },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('stack.assets.json', {
    files: Object.fromEntries(
      Object.keys(bundles).map((name) => [
        name,
        {
          source: { path: `asset.${name}`, packaging: 'zip' },
          destinations: { current: { bucketName: 'assets', objectKey: `${name}.zip` } },
        },
      ]),
    ),
  });
  write('stack.template.json', template);
  return folder;
}

export const functionResource = (asset: string, properties: Record<string, unknown> = {}): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}-${AWS::Region}' }, S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    ...properties,
  },
});
