import { SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { serviceClock } from '../../shared/executions/service-clock.ts';
import { explainAwsError } from './aws-errors.ts';

/** Step Functions, and nothing else of AWS: the same for an account and for the local runner. */
export interface Aws {
  readonly client: SFNClient;
  /**
   * The service's own time, from the `Date` of its last answer. Against the local runner that is the simulated time its
   * executions live in; against AWS it spares us an operator's wrong clock.
   */
  now(): Date;
  /**
   * Does something at AWS.
   * @throws OpsError one line, where AWS refuses or does not answer
   */
  ask<Result>(work: (client: SFNClient) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** @param config left out: region, credentials and endpoint come from the environment and profile, as for every AWS SDK */
export function createAws(config: SFNClientConfig = {}): Aws {
  const client = new SFNClient(config);
  const answeredAt = serviceClock(client);
  return {
    client,
    now: () => new Date(answeredAt() ?? Date.now()),
    ask: async (work) => {
      try {
        return await work(client);
      } catch (error) {
        throw explainAwsError(error, endpointName());
      }
    },
    close: () => {
      client.destroy();
    },
  };
}

const endpointName = (): string =>
  process.env['AWS_ENDPOINT_URL_SFN'] ??
  process.env['AWS_ENDPOINT_URL'] ??
  `Step Functions in ${process.env['AWS_REGION'] ?? 'the region of the profile'}`;
