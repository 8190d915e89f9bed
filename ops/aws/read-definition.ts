import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { parseSyncDefinition } from '../../shared/definition/parse.ts';
import { EXIT, OpsError } from '../ops-error.ts';
import type { Aws } from './aws.ts';

/** Where a state machine keeps its sync definition: as text, in what it gives its first state. */
const Machine = z.object({
  States: z.object({
    'Plan run': z.object({ Arguments: z.object({ Payload: z.object({ definition: z.string() }) }) }),
  }),
});

/**
 * The sync definition that is baked into a state machine.
 * @throws OpsError where the machine is none of ours
 */
export async function readDefinition(aws: Aws, stateMachineArn: string): Promise<SyncDefinition> {
  const { definition = '' } = await aws.ask((client) =>
    client.send(new DescribeStateMachineCommand({ stateMachineArn })),
  );
  try {
    const text = Machine.parse(JSON.parse(definition)).States['Plan run'].Arguments.Payload.definition;
    return parseSyncDefinition(JSON.parse(text), stateMachineArn);
  } catch (error) {
    const message = `${stateMachineArn} holds no sync definition that this release understands. Deploy it again.`;
    throw new OpsError(EXIT.notFound, message, { cause: error });
  }
}
