import * as z from 'zod';
import type { Intrinsics } from './intrinsics.ts';
import { propertiesOf } from './properties.ts';
import type { TemplateResource } from './template.ts';

/** How often and how long Lambda tries an event that nobody waits for, and where it goes when all tries have failed. */
export interface AsynchronousConfig {
  readonly functionName: string;
  readonly retries: number;
  readonly eventAgeSeconds: number;
  /** The queue or topic that gets a record of the failure; null where there is none. */
  readonly onFailureArn: string | null;
}

const EventInvokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST', 'only $LATEST is implemented'),
  MaximumRetryAttempts: z.int().min(0).max(2).default(2),
  MaximumEventAgeInSeconds: z.int().min(60).max(21_600).default(21_600),
  DestinationConfig: z
    .strictObject({
      OnFailure: z
        .strictObject({
          Destination: z
            .string()
            .regex(/^arn:[^:]+:(sqs|sns):/, 'only queues and topics are implemented as destinations'),
        })
        .optional(),
    })
    .optional(),
});

/** @throws AssemblyError for what is not implemented, such as a destination of successes */
export function readAsynchronousConfig(resource: TemplateResource, intrinsics: Intrinsics): AsynchronousConfig {
  const { FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = propertiesOf(
    EventInvokeConfigProperties,
    resource,
    intrinsics,
  );
  return {
    functionName: FunctionName,
    retries: MaximumRetryAttempts,
    eventAgeSeconds: MaximumEventAgeInSeconds,
    onFailureArn: DestinationConfig?.OnFailure?.Destination ?? null,
  };
}
