import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SECRET } from './syncs.ts';

/** What the next runs do, in place of hours at Adobe; read when a run starts and again when it ends. */
export interface Directive {
  readonly seconds: number;
  /** The error's name; null for a run that ends with a record. */
  readonly error: string | null;
  readonly outcome: 'refreshed' | 'unchanged' | 'planned' | 'skipped';
}

const invoke = (payload: object): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'stand-in', Payload: payload },
});

/** How long a run takes after it was seen not to fail, a redriven one too. */
const CJA_SECONDS = 45 * 60;

/** Takes its time, then fails or goes on as it is told; a redrive looks again. */
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: { ...invoke({}), Assign: { seconds: '{% $states.result.Payload.seconds %}' }, Next: 'At Adobe' },
    'At Adobe': { Type: 'Wait', Seconds: '{% $seconds %}', Next: 'Look' },
    Look: {
      ...invoke({ end: true, startedAt: '{% $states.context.Execution.StartTime %}' }),
      Output: '{% $states.result.Payload %}',
      Next: 'In CJA',
    },
    'In CJA': { Type: 'Wait', Seconds: CJA_SECONDS, End: true },
  },
};

/** The secret is how a test reaches into the function's sandbox. */
const FUNCTION = `
  export const handler = async ({ end, startedAt }) => {
    const answer = await fetch(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.GetSecretValue', 'content-type': 'application/x-amz-json-1.1', authorization: 'x' },
      body: JSON.stringify({ SecretId: '${SECRET}' }),
    });
    const directive = JSON.parse((await answer.json()).SecretString);
    if (!end) return directive;
    if (directive.error !== null) throw Object.assign(new Error('as told'), { name: directive.error });
    return { outcome: directive.outcome, exportedAt: new Date(Date.parse(startedAt) + 60000).toISOString() };
  };`;

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: Record<string, unknown> }>;
}

/** Puts the stand-in for the work at Adobe into a synthesized assembly; all that watches stays as it was synthesized. */
export function standIn(assembly: string): Template {
  const fileOf = (ending: string): string =>
    path.join(
      assembly,
      readdirSync(assembly).find((file) => file.endsWith(ending))!,
    );
  const change = <Content>(file: string, edit: (content: Content) => void): Content => {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Content;
    edit(content);
    writeFileSync(file, JSON.stringify(content));
    return content;
  };
  mkdirSync(path.join(assembly, 'asset.stand-in'));
  writeFileSync(path.join(assembly, 'asset.stand-in', 'index.mjs'), FUNCTION);
  change<{ files: Record<string, object> }>(fileOf('.assets.json'), ({ files }) => {
    files['stand-in'] = {
      source: { path: 'asset.stand-in', packaging: 'zip' },
      destinations: { current: { bucketName: 'assets', objectKey: 'stand-in.zip' } },
    };
  });
  return change<Template>(fileOf('.template.json'), ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type === 'AWS::StepFunctions::StateMachine') Properties['DefinitionString'] = JSON.stringify(DEFINITION);
    }
    Resources['StandIn'] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'stand-in',
        Code: { S3Bucket: 'assets', S3Key: 'stand-in.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
      },
    };
  });
}
