import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Chance, createChance } from '../../../emulator/chance.ts';
import { synthesize } from '../../../local/start/synthesize.ts';
import { createCatalogClient } from '../../../shared/adobe/catalog.ts';
import { createDataAccessClient } from '../../../shared/adobe/data-access.ts';
import { createAdobeHttp } from '../../../shared/adobe/http.ts';
import { createTokenProvider } from '../../../shared/adobe/ims.ts';
import { createQueryServiceClient, type QueryServiceClient } from '../../../shared/adobe/query-service.ts';
import { Books } from '../../e2e/truth/books.ts';
import { type Service, startService } from '../../e2e/truth/service.ts';
import { type Lake, lakeOf } from '../../e2e/truth/target-rows.ts';
import { midnightOf } from '../../e2e/truth/truth.ts';
import { type Members, membersOn } from '../company/audiences.ts';
import { drawPeople } from '../company/people.ts';
import { DEFINITION, writeSandbox } from '../company/sandbox.ts';
import { REQUEST_TIMEOUT_MILLISECONDS } from '../faults/faults.ts';
import { Chronicle } from './chronicle.ts';
import { Ledger } from './ledger.ts';
import { Triggers } from './triggers.ts';

/** One company with its sync: the synthesized service beside an emulated Adobe, and all that is seen of them. */
export interface World {
  readonly service: Service;
  readonly chance: Chance;
  readonly chronicle: Chronicle;
  readonly triggers: Triggers;
  readonly lake: Lake;
  readonly ledger: Ledger;
  /** As a person uses it in Adobe's own interface. */
  readonly queryService: QueryServiceClient;
  readonly books: Books;
  membersOn(day: number): Members;
  close(): Promise<void>;
}

interface WorldOptions {
  /** The folder of a cloud assembly of `DEFINITION`. */
  readonly assembly: string;
  /** An empty folder. */
  readonly folder: string;
  readonly seed: number;
}

/** Timeouts and pauses that a test can wait for. */
const ENVIRONMENT = {
  ADOBE_REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MILLISECONDS),
  ADOBE_RETRY_WAIT_MS: '2',
  POWERTOOLS_LOG_LEVEL: 'DEBUG',
};

/** Synthesizes the CDK app for the campaign's sync. @returns the assembly's folder */
export async function synthesizeSync(folder: string): Promise<string> {
  const syncFile = path.join(folder, 'sync.json');
  const assembly = path.join(folder, 'cdk.out');
  await writeFile(syncFile, JSON.stringify(DEFINITION));
  await synthesize(syncFile, assembly);
  return assembly;
}

export async function openWorld({ assembly, folder, seed }: WorldOptions): Promise<World> {
  const chance = createChance(seed);
  const people = drawPeople(chance);
  const sandboxFolder = path.join(folder, 'sandbox');
  await mkdir(sandboxFolder, { recursive: true });
  await writeSandbox(sandboxFolder, people);
  const secrets: string[] = ['emulated-token'];
  const chronicle = new Chronicle(() => secrets);
  const triggers = new Triggers(() => service.clock);
  const service: Service = await startService({
    assembly,
    sandboxFolder,
    workFolder: folder,
    startAt: midnightOf(1),
    seed,
    environment: ENVIRONMENT,
    onHistoryEvent: (execution, event) => {
      chronicle.onHistoryEvent(execution, event);
      triggers.onHistoryEvent(execution, event);
    },
    onLog: (functionName, line) => {
      chronicle.onLog(functionName, line);
    },
  });
  secrets.push(service.emulator.credentials.clientSecret);
  const lake = lakeOf(service.emulator, () => service.clock.now());
  const { baseUrls, credentials, sandbox } = service.emulator;
  const platform = createAdobeHttp({
    service: 'platform',
    baseUrl: baseUrls.platform,
    sandbox: sandbox.name,
    credentials,
    tokens: createTokenProvider({ baseUrl: baseUrls.ims, credentials, now: () => service.clock.now() }),
  });
  const days = new Map<number, Members>();
  return {
    service,
    chance,
    chronicle,
    triggers,
    lake,
    ledger: new Ledger(createCatalogClient(platform), createDataAccessClient(platform)),
    queryService: createQueryServiceClient(platform, { sandbox: sandbox.name }),
    books: new Books(lake),
    membersOn: (day) => {
      const known = days.get(day) ?? membersOn(day, people);
      days.set(day, known);
      return known;
    },
    close: () => service.close(),
  };
}
