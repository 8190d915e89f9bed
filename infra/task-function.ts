import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fileURLToPath } from 'node:url';
import type { Stage } from './stages.ts';
import { acknowledgeTracingChoice } from './tracing.ts';

/** Room for a handful of calls to Adobe, each with its own, much shorter limit. */
export const FUNCTION_TIMEOUT = Duration.minutes(2);

/**
 * Where the SDK looks for credentials once the environment has none. It imports them only then, which in Lambda never
 * happens; bundled, they would be a sixth of every function.
 */
const NEVER_LOADED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

interface TaskFunctionProps {
  /** The folder under functions/ that holds handler.ts; the function's name ends in it. */
  readonly name: string;
  readonly stage: Stage;
  readonly environment: Record<string, string>;
}

/**
 * One Lambda task: Node 24 on arm64, one bundled ES module, a role and a log group of its own.
 * The role starts with nothing but its own log group and traces; who needs more is granted it by name.
 */
export class TaskFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TaskFunctionProps) {
    super(scope, id);
    const functionName = `audience-sync-${props.stage.name}-${props.name}`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      ...props.stage.logs,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    role.addToPolicy(
      new PolicyStatement({
        sid: 'Traces',
        actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
        resources: ['*'],
      }),
    );
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray actions know no resource-level permissions.',
    });
    this.function = new NodejsFunction(this, 'Function', {
      functionName,
      role: role.withoutPolicyUpdates(),
      logGroup,
      entry: fileURLToPath(new URL(`../functions/${props.name}/handler.ts`, import.meta.url)),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: FUNCTION_TIMEOUT,
      tracing: props.stage.isTraced ? Tracing.ACTIVE : Tracing.DISABLED,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'audience-sync',
        STAGE: props.stage.name,
        ...props.environment,
      },
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        minify: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        // Bundled, the SDK is the version that was tested; left to the runtime, it starts no faster.
        bundleAwsSDK: true,
        externalModules: NEVER_LOADED,
        mainFields: ['module', 'main'],
        // Dependencies of the SDK still contain require().
        banner: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
      },
    });
    Validations.of(this.function).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason:
        "A step's execution keeps what failed; a function on status changes has an on-failure destination, which tells the error too; of a watch that fails, an alarm tells.",
    });
    acknowledgeTracingChoice(this.function, props.stage, ['Serverless-LambdaTracing']);
    this.role = role;
  }
}
