import { once } from 'node:events';
import process from 'node:process';
import { liveThrough } from './campaign.ts';
import type { LifeMessage, LifeOrder } from './processes.ts';

/** The process of one life: takes one order, tells of each run, and ends. */
const [order] = (await once(process, 'message')) as [LifeOrder];
const { life, assembly, workFolder } = order;
await liveThrough(life, {
  assembly,
  workFolder,
  onRun: (report) => {
    process.send?.({ report } satisfies LifeMessage);
  },
});
process.disconnect();
