import * as z from 'zod';
import type { AdobeHttp } from './http.ts';
import { linkParameter } from './links.ts';
import { OptionalText } from './wire-values.ts';

/** A file that a batch consists of. */
export interface BatchFile {
  /** The dataset file that it belongs to. */
  readonly dataSetFileId: string;
  /** Its path within the dataset file: `part-00000.snappy.parquet`. */
  readonly name: string;
  /** null where Adobe does not tell. */
  readonly bytes: number | null;
}

/** What lies in the data lake, file by file. Adobe cuts an answer off after 60 seconds (data-access.yaml: info). */
export interface DataAccessClient {
  /** All files of a batch. A batch that Adobe does not know may have none. */
  readonly listBatchFiles: (batchId: string) => Promise<BatchFile[]>;
  /** A whole file at once, so for small ones. */
  readonly downloadFile: (file: Pick<BatchFile, 'dataSetFileId' | 'name'>) => Promise<Uint8Array>;
}

const PATH = '/data/foundation/export';

/** data-access.yaml: listDatasetFiles. */
const LARGEST_PAGE = 100;

/** Text in the contract and in the samples, though it counts bytes. */
const ByteCount = z.union([z.int().min(0), z.string().regex(/^\d+$/).transform(Number)]).nullish();

/**
 * An entry of a list is a dataset file, or a file with its name and where to download it (data-access.yaml:
 * dataSetFiles.data.item, files.data.item; docs: Data Access API guide).
 */
const Entry = z.object({
  dataSetFileId: OptionalText,
  name: OptionalText,
  length: ByteCount.catch(null),
  size: ByteCount.catch(null),
  _links: z.object({ self: z.object({ href: OptionalText }).nullish() }).nullish(),
});
type Entry = z.output<typeof Entry>;

const Page = z.object({
  data: z.array(Entry),
  _links: z.object({ next: z.object({ href: OptionalText }).nullish() }).nullish(),
});

/** @param http the platform, with a sandbox */
export function createDataAccessClient(http: AdobeHttp): DataAccessClient {
  return {
    listBatchFiles: async (batchId) => {
      const batch = {
        path: `${PATH}/batches/${encodeURIComponent(batchId)}/files`,
        resource: `files of batch ${batchId}`,
      };
      return filesIn(http, await listEntries(http, batch), new Set());
    },
    downloadFile: ({ dataSetFileId, name }) =>
      http.getBytes(filePath(dataSetFileId), {
        resource: `file ${name} of dataset file ${dataSetFileId}`,
        query: { path: name },
      }),
  };
}

const filePath = (dataSetFileId: string): string => `${PATH}/files/${encodeURIComponent(dataSetFileId)}`;

/** Follows entries without a name, which stand for a file or a directory of files, down to the files themselves. */
async function filesIn(http: AdobeHttp, entries: readonly Entry[], followed: Set<string>): Promise<BatchFile[]> {
  const files: BatchFile[] = [];
  for (const entry of entries) {
    const dataSetFileId = entry.dataSetFileId ?? idInLink(entry._links?.self?.href);
    if (dataSetFileId === null) continue;
    if (entry.name !== null) {
      files.push({ dataSetFileId, name: entry.name, bytes: entry.length ?? entry.size ?? null });
    } else if (!followed.has(dataSetFileId)) {
      followed.add(dataSetFileId);
      const within = { path: filePath(dataSetFileId), resource: `dataset file ${dataSetFileId}` };
      files.push(...(await filesIn(http, await listEntries(http, within), followed)));
    }
  }
  return files;
}

async function listEntries(
  http: AdobeHttp,
  { path, resource }: { readonly path: string; readonly resource: string },
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let start: string | undefined;
  for (;;) {
    const page: z.output<typeof Page> = await http.get(path, {
      resource,
      schema: Page,
      query: { limit: LARGEST_PAGE, start },
    });
    entries.push(...page.data);
    const next = linkParameter(page._links?.next?.href, 'start');
    if (next === null || next === start || page.data.length === 0) return entries;
    start = next;
  }
}

/** The id in `https://platform.adobe.io/data/foundation/export/files/{id}?path=…`, as it is without percent-encoding. */
function idInLink(href: string | null | undefined): string | null {
  const id = /\/files\/([^/?#]+)/.exec(href ?? '')?.[1];
  return id === undefined ? null : decodeURIComponent(id);
}
