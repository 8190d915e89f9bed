import { SFNClient } from '@aws-sdk/client-sfn';
import { observeSync } from '../../shared/watching/observe-sync.ts';
import { WatchInput } from '../../shared/watching/watched-sync.ts';
import { AWS_CLIENT_SETTINGS } from '../runtime/aws.ts';
import { log } from '../runtime/log.ts';
import { publish } from '../runtime/metrics.ts';
import { watchSyncs, type WatchSummary } from './watch-syncs.ts';

const client = new SFNClient(AWS_CLIENT_SETTINGS);

/** Started by its own schedule, whose target carries what to watch. */
export const handler = (event: unknown): Promise<WatchSummary> =>
  watchSyncs(WatchInput.parse(event), { observe: (sync, now) => observeSync(client, sync, now), publish, log });
