import { nameOfArn, shortName } from '../../ops/runs/names.ts';
import { ops, opsEnvironment } from './ops-command.ts';
import type { Scene } from './scene.ts';

/** What the commands print, by the names that docs/ops.md marks its recordings with. */
export type Recording = ReadonlyMap<string, string>;

/** Plays the scene and types what the documentation shows. */
export async function record(scene: Scene): Promise<Recording> {
  const environment = opsEnvironment(scene.aws.environment);
  const recording = new Map<string, string>();
  const type = async (name: string, args: readonly string[]): Promise<void> => {
    const { stdout } = await ops(args, { environment });
    recording.set(name, `$ npm run ops -- ${args.join(' ')}\n${stdout}`);
  };
  const failed = await scene.playUntilFailure();
  const failedName = shortName(nameOfArn(failed));
  await type('failed-status', ['status']);
  await type('failed-show', ['show', failedName]);
  await scene.playOn(failed);
  await type('status', ['status']);
  await type('runs', ['runs', 'example']);
  await type('show', ['show', failedName]);
  return recording;
}

/** A recording's block: a comment that names it, and the code block right behind. */
const block = (name: string): RegExp => new RegExp(`(<!-- recorded: ${name} -->\\n+\`\`\`text\\n)[^]*?(\`\`\`\\n)`);

/**
 * The document with its recordings as they are now.
 * @throws Error where the document has no place for one
 */
export function withRecording(document: string, recording: Recording): string {
  return [...recording].reduce((text, [name, said]) => {
    if (!block(name).test(text)) throw new Error(`docs/ops.md has no block for the recording "${name}"`);
    return text.replace(block(name), (_all, before: string, after: string) => `${before}${said}${after}`);
  }, document);
}
