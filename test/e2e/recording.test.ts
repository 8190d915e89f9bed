import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createChance } from '../../emulator/chance.ts';
import { credentialsOf, Tokens } from '../../emulator/services/ims/tokens.ts';
import { checkAnswer } from '../contract/check-answer.ts';
import { checkExchange, type Exchange, recordedExchanges } from '../contract/check-exchange.ts';
import { loadContracts } from '../contract/contracts.ts';
import { type Ended, start } from './support/command.ts';
import { type DaysDocument, readDays } from './support/days-document.ts';
import { newFolder, removeFolder } from './support/folders.ts';
import {
  type ExportRow,
  type RecordedTransform,
  recordedTransforms,
  type TargetRow,
} from './support/recorded-transforms.ts';

const FOUR_MINUTES = 240_000;
const SEED = 5;

let folder: string;
let recordFolder: string;
let ended: Ended;
let document: DaysDocument;

beforeAll(async () => {
  folder = await newFolder();
  recordFolder = path.join(folder, 'record');
  ended = await start(['--json', '--persons', '1000', '--seed', String(SEED), '--record', recordFolder, '--verbose']);
  document = readDays(ended.stdout);
}, FOUR_MINUTES);
afterAll(() => removeFolder(folder));

describe('the HTTP exchanges in a record', () => {
  let exchanges: Exchange[];

  beforeAll(async () => {
    exchanges = await recordedExchanges(recordFolder);
  });

  it('are all that were made, with every service', () => {
    expect(ended.exitCode).toBe(0);
    expect(exchanges).toHaveLength(document.days.reduce((total, { adobeCalls }) => total + adobeCalls, 0));
    for (const service of ['/ims/', '/platform/data/core/ups/', '/platform/data/foundation/query/', '/cja/']) {
      expect(exchanges.filter(({ request }) => request.url.startsWith(service))).not.toEqual([]);
    }
  });

  it('were all answered well: a run without bad luck makes no call that fails', () => {
    const failed = exchanges.filter(({ answer }) => answer.status >= 400);
    expect(failed.map(({ request, answer }) => `${request.method} ${request.url}: ${answer.status}`)).toEqual([]);
  });

  it('agree with Adobe’s published contracts', async () => {
    const contracts = await loadContracts();
    if (contracts === null) return;
    expect(exchanges.flatMap((exchange) => checkExchange(exchange, contracts))).toEqual([]);
  });

  it('agree with our own schemas of the answers, which allow nothing else', () => {
    expect(exchanges.flatMap(checkAnswer)).toEqual([]);
  });

  it('carry the headers that Adobe asks for: a sandbox for the platform only', () => {
    for (const { request } of exchanges) {
      const { headers, url } = request;
      if (url.startsWith('/ims/')) continue;
      expect(headers).toMatchObject({
        'x-api-key': 'emulated-client-id',
        'x-gw-ims-org-id': expect.stringContaining('@'),
      });
      expect(headers['x-sandbox-name']).toBe(url.startsWith('/platform/') ? 'prod' : undefined);
    }
  });
});

describe('secrets', () => {
  /** The very tokens of this run: they follow from its seed. */
  const tokens = new Tokens(createChance(SEED));
  const secrets = [
    credentialsOf('').clientSecret,
    ...Array.from({ length: 20 }, () => tokens.issue(0)),
    'emulated-token',
  ];
  const isTold = (text: string): boolean => secrets.some((secret) => text.includes(secret));

  it('stand nowhere in the record', async () => {
    const entries = await readdir(recordFolder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const telling: string[] = [];
    for (const file of files) if (isTold(await readFile(file, 'utf8'))) telling.push(file);
    expect(files.length).toBeGreaterThan(100);
    expect(telling).toEqual([]);
  });

  it('are struck out where they were, and visibly so', async () => {
    const [token] = (await recordedExchanges(recordFolder)).filter(({ request }) => request.url.startsWith('/ims/'));
    expect(token!.request.body).toContain('client_secret=***');
    expect(token!.answer.body).toMatchObject({ access_token: '***', token_type: 'bearer' });
  });

  it('stand nowhere in what the functions logged, or the command said', () => {
    expect(ended.stderr).toContain('"message":"Adobe answered"');
    expect(isTold(ended.stderr + ended.stdout)).toBe(false);
  });
});

describe('the transforms in a record', () => {
  let transforms: RecordedTransform[];

  beforeAll(async () => {
    transforms = await recordedTransforms(recordFolder);
  });

  it('are one folder per run, complete', () => {
    expect(transforms).toHaveLength(2);
    for (const { files, statement, exported } of transforms) {
      expect(files).toEqual([
        'export.ndjson',
        'ledger_after.ndjson',
        'ledger_before.ndjson',
        'statement.sql',
        'tables.json',
        'target_after.ndjson',
        'target_before.ndjson',
      ]);
      expect(statement).toMatch(/^\$\$ BEGIN\n[^]*END; \$\$;$/);
      expect(exported.length).toBeGreaterThan(0);
    }
    expect(transforms[0]!.targetBefore).toEqual([]);
    expect(byId(transforms[1]!.targetBefore)).toEqual(byId(transforms[0]!.targetAfter));
  });

  it('show that a person’s newest row holds exactly the audiences of the export', () => {
    for (const [index, transform] of transforms.entries()) {
      const expected = membershipsInExport(exportOfRun(transforms, index), document);
      const newest = newestMemberships(transform.targetAfter);
      expect(withoutTombstones(newest)).toEqual(expected);
      for (const { id, members } of document.days[index]!.audiences) {
        expect([...newest.values()].filter((audiences) => audiences.includes(id))).toHaveLength(members);
      }
    }
  });

  it('show a tombstone for everybody who left all audiences on day two, and for nobody else', () => {
    const [dayOne, dayTwo] = transforms.map((_, index) =>
      membershipsInExport(exportOfRun(transforms, index), document),
    );
    const left = [...dayOne!.keys()].filter((personId) => !dayTwo!.has(personId)).sort();
    const newest = [...newestMemberships(transforms[1]!.targetAfter)];
    const tombstones = newest.filter(([, audiences]) => audiences.length === 0).map(([personId]) => personId);
    expect(left.length).toBeGreaterThan(0);
    expect(tombstones.sort()).toEqual(left);
  });

  it('wrote as many rows as the command says', () => {
    expect(transforms.map(({ targetBefore, targetAfter }) => targetAfter.length - targetBefore.length)).toEqual(
      document.days.map(({ rowsWritten }) => rowsWritten),
    );
  });
});

const byId = (rows: readonly TargetRow[]): TargetRow[] => rows.toSorted((a, b) => (a._id < b._id ? -1 : 1));

/** The export rows that came with a run; the table still holds those of the runs before it. */
function exportOfRun(transforms: readonly RecordedTransform[], index: number): ExportRow[] {
  const batchOf = (row: ExportRow): string => row._acp_system_metadata.acp_sourceBatchId;
  const earlier = new Set(index === 0 ? [] : transforms[index - 1]!.exported.map(batchOf));
  return transforms[index]!.exported.filter((row) => !earlier.has(batchOf(row)));
}

/**
 * Audience ids per person ID, sorted. All merge policies stitch people alike, and the person ID is a namespace's, so
 * that a person's rows in the batches of two merge policies say the same.
 */
function membershipsInExport(rows: readonly ExportRow[], { days }: DaysDocument): Map<string, string[]> {
  const chosen = new Set(days[0]!.audiences.map(({ id }) => id));
  const memberships = new Map<string, Set<string>>();
  for (const { identityMap, segmentMembership } of rows) {
    const audiences = Object.values(segmentMembership ?? {})
      .flatMap((ofNamespace) => Object.entries(ofNamespace))
      .filter(([id, { status }]) => chosen.has(id) && (status === 'realized' || status === 'existing'))
      .map(([id]) => id);
    for (const { id } of identityMap?.['ECID'] ?? []) {
      const isNobody = /^[0\s-]*$/.test(id) || ['undefined', 'null', 'none', 'nan'].includes(id.trim().toLowerCase());
      if (isNobody || audiences.length === 0) continue;
      memberships.set(id, new Set([...(memberships.get(id) ?? []), ...audiences]));
    }
  }
  return new Map([...memberships].map(([personId, audiences]) => [personId, [...audiences].sort()]));
}

/** What CJA keeps: per person ID the newest row. */
function newestMemberships(rows: readonly TargetRow[]): Map<string, string[]> {
  const oldestFirst = rows.toSorted((a, b) => Date.parse(a._acme.exportedAt) - Date.parse(b._acme.exportedAt));
  return new Map(
    oldestFirst.map(({ personID, _acme }) => [personID, (_acme.audienceMemberships ?? []).map(({ id }) => id).sort()]),
  );
}

const withoutTombstones = (memberships: ReadonlyMap<string, string[]>): Map<string, string[]> =>
  new Map([...memberships].filter(([, audiences]) => audiences.length > 0));
