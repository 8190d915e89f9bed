import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { LocalSecret } from '../assembly/assembly.ts';
import type { Clock } from '../clock.ts';
import { AwsError } from './aws-error.ts';
import { epochSeconds } from './descriptions.ts';
import type { Operations } from './endpoint.ts';
import { readRequest } from './request.ts';

const Requests = {
  GetSecretValue: z.object({
    SecretId: z.string().min(1).max(2048),
    VersionId: z.string().min(32).max(64).optional(),
    VersionStage: z.string().min(1).max(256).optional(),
  }),
  DescribeSecret: z.object({ SecretId: z.string().min(1).max(2048) }),
};

const CURRENT = 'AWSCURRENT';

interface SecretsManagerOptions {
  readonly secrets: readonly LocalSecret[];
  /** Asked anew for every request, so that a secret can be rotated; undefined where nobody has stored a value. */
  readonly secretValue: (name: string) => string | undefined;
  readonly clock: Clock;
}

/** The two operations that a reader of secrets needs (Secrets Manager API reference). */
export function secretsManagerOperations({ secrets, secretValue, clock }: SecretsManagerOptions): Operations {
  const createdAt = clock.now();

  const find = (id: string): LocalSecret => {
    const secret = secrets.find(
      ({ name, arn }) => id === name || id === arn || id === arn.replace(/-[A-Za-z0-9]{6}$/, ''),
    );
    if (secret === undefined) throw notFound("Secrets Manager can't find the specified secret.");
    return secret;
  };

  return {
    GetSecretValue: (body) => {
      const { SecretId, VersionId, VersionStage } = readRequest(Requests.GetSecretValue, body);
      const { name, arn } = find(SecretId);
      const value = secretValue(name);
      const versionId = versionOf(name, value ?? '');
      const isWanted = (VersionId ?? versionId) === versionId && (VersionStage ?? CURRENT) === CURRENT;
      if (value === undefined || !isWanted) {
        const which = VersionId === undefined ? `staging label: ${VersionStage ?? CURRENT}` : `VersionId: ${VersionId}`;
        throw notFound(`Secrets Manager can't find the specified secret value for ${which}`);
      }
      return {
        ARN: arn,
        Name: name,
        VersionId: versionId,
        SecretString: value,
        VersionStages: [CURRENT],
        CreatedDate: epochSeconds(createdAt),
      };
    },
    DescribeSecret: (body) => {
      const { name, arn } = find(readRequest(Requests.DescribeSecret, body).SecretId);
      const value = secretValue(name);
      return {
        ARN: arn,
        Name: name,
        RotationEnabled: false,
        CreatedDate: epochSeconds(createdAt),
        LastChangedDate: epochSeconds(createdAt),
        VersionIdsToStages: value === undefined ? {} : { [versionOf(name, value)]: [CURRENT] },
      };
    },
  };
}

const notFound = (what: string): AwsError => new AwsError('ResourceNotFoundException', what);

/** Another value is another version; the id tells nothing about the value. */
function versionOf(name: string, value: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(['version of a local secret', name, value]))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
