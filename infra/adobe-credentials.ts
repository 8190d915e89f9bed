import { RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The Secrets Manager secrets that the definitions name. They are created with empty fields, for a person to fill in,
 * and outlive the stack: nobody wants to look a client secret up again because a stack was replaced.
 */
export class AdobeCredentials extends Construct {
  private readonly secrets: readonly Secret[];

  constructor(scope: Construct, id: string, secretNames: readonly string[]) {
    super(scope, id);
    this.secrets = secretNames.map((secretName) => {
      const secret = new Secret(this, secretName, {
        secretName,
        description: 'Adobe OAuth server-to-server credential: clientId, clientSecret, orgId, scopes',
        secretObjectValue: {
          clientId: SecretValue.unsafePlainText(''),
          clientSecret: SecretValue.unsafePlainText(''),
          orgId: SecretValue.unsafePlainText(''),
          scopes: SecretValue.unsafePlainText(''),
        },
        // Not after a creation that failed: the next one would find the name taken.
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
      Validations.of(secret).acknowledge({
        id: 'AwsSolutions-SMG4',
        reason:
          'The client secret is issued and rotated in the Adobe Developer Console, which has no rotation API for a Lambda to call; the README says how.',
      });
      return secret;
    });
  }

  grantRead(grantee: IGrantable): void {
    for (const secret of this.secrets) secret.grantRead(grantee);
  }
}
