import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type BatchFile, createDataAccessClient } from '../../../shared/adobe/data-access.ts';
import { type Behaviour, httpTo, type Received, startAdobeServer } from './adobe-server.ts';

const EXPORT = '/data/foundation/export';
const BATCH = `${EXPORT}/batches/01ABC/files`;
const link = (path: string) => ({ self: { href: `https://platform.adobe.io${EXPORT}${path}` } });

/** Entries as the contract and the documentation have them. */
const dataSetFile = (id: string) => ({ dataSetFileId: id, isValid: true, _links: link(`/files/${id}`) });
const file = (id: string, name: string, length: unknown) => ({
  name,
  length,
  _links: link(`/files/${id}?path=${encodeURIComponent(name)}`),
});

async function filesOf(answers: Readonly<Record<string, object>>): Promise<readonly BatchFile[]> {
  await using server = await startAdobeServer(({ path }): Behaviour => {
    const body = answers[path];
    return body === undefined ? { status: 404 } : { body };
  });
  return await createDataAccessClient(httpTo(server)).listBatchFiles('01ABC');
}

describe('the files of a batch', () => {
  it('are found behind its dataset files', async () => {
    const files = await filesOf({
      [BATCH]: { data: [dataSetFile('f1'), dataSetFile('f2')], _page: { limit: 100, count: 2 } },
      [`${EXPORT}/files/f1`]: { data: [file('f1', 'part-0.parquet', '1234')] },
      [`${EXPORT}/files/f2`]: { data: [file('f2', 'part-1.parquet', 99), file('f2', 'part-2.parquet', 'many')] },
    });
    expect(files).toEqual([
      { dataSetFileId: 'f1', name: 'part-0.parquet', bytes: 1234 },
      { dataSetFileId: 'f2', name: 'part-1.parquet', bytes: 99 },
      { dataSetFileId: 'f2', name: 'part-2.parquet', bytes: null },
    ]);
  });

  it('are found where the batch lists them itself', async () => {
    const files = await filesOf({ [BATCH]: { data: [file('f%2F1', 'a b.parquet', 7)] } });
    expect(files).toEqual([{ dataSetFileId: 'f/1', name: 'a b.parquet', bytes: 7 }]);
  });

  it('are found in directories of dataset files, and a directory that holds itself is read once', async () => {
    const files = await filesOf({
      [BATCH]: { data: [dataSetFile('d')] },
      [`${EXPORT}/files/d`]: { data: [dataSetFile('d'), dataSetFile('f')] },
      [`${EXPORT}/files/f`]: { data: [file('f', 'part.parquet', 1)] },
    });
    expect(files.map(({ name }) => name)).toEqual(['part.parquet']);
  });

  it('may be none', async () => {
    expect(await filesOf({ [BATCH]: { data: [], _page: { limit: 100, count: 0 } } })).toEqual([]);
  });

  it('are listed page by page', async () => {
    await using server = await startAdobeServer(({ query }) => {
      const start = Number(query.get('start') ?? '0');
      const next = { href: `https://platform.adobe.io${BATCH}?start=${start + 1}&limit=100` };
      return { body: { data: [file('f', `part-${start}`, 1)], ...(start < 2 ? { _links: { next } } : {}) } };
    });
    const files = await createDataAccessClient(httpTo(server)).listBatchFiles('01ABC');
    expect(files.map(({ name }) => name)).toEqual(['part-0', 'part-1', 'part-2']);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(['100', '100', '100']);
  });

  it('of a batch that Adobe does not know are an error that names it', async () => {
    await expect(filesOf({})).rejects.toMatchObject({ name: 'AdobeNotFound', resource: 'files of batch 01ABC' });
  });
});

describe('a download', () => {
  const bytesOf = async (answer: (request: Received) => Behaviour): Promise<Uint8Array> => {
    await using server = await startAdobeServer(answer);
    return await createDataAccessClient(httpTo(server)).downloadFile({ dataSetFileId: 'f1', name: 'a+b/c.parquet' });
  };

  it('gives the bytes as they came, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (content) => {
        const bytes = await bytesOf(() => ({ body: content, headers: { 'content-type': 'application/octet-stream' } }));
        expect(Buffer.from(bytes).equals(Buffer.from(content))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('asks for the file by its name', async () => {
    let asked: Received | undefined;
    await bytesOf((request) => {
      asked = request;
      return {};
    });
    expect(asked?.path).toBe(`${EXPORT}/files/f1`);
    expect(asked?.query.get('path')).toBe('a+b/c.parquet');
    expect(asked?.headers.accept).toBe('*/*');
  });

  it('is tried again where Adobe is unwell, and fails with the file in the message', async () => {
    let requests = 0;
    const again = await bytesOf(() => (requests++ === 0 ? { status: 503 } : { body: 'PAR1' }));
    expect(Buffer.from(again).toString()).toBe('PAR1');
    await expect(bytesOf(() => ({ status: 404 }))).rejects.toMatchObject({
      name: 'AdobeNotFound',
      message: expect.stringContaining('file a+b/c.parquet of dataset file f1'),
    });
  });
});
