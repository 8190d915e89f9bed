import { open } from 'node:fs/promises';
import * as z from 'zod';
import { type Answer, bytes, empty, json, type Refused } from '../../server/answer.ts';
import { param, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import type { Batch, Batches } from '../catalog/batches.ts';
import { problem } from '../errors.ts';
import { type ByteRange, readByteRange } from './byte-range.ts';
import type { DatasetFile, DatasetFiles } from './dataset-files.ts';

interface Dependencies {
  readonly batches: Batches;
  readonly files: DatasetFiles;
}

/** data-access.yaml: "100 dataset files is the maximum number". */
const PageQuery = z.object({
  start: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

/** Links lead to Adobe, as they do in the samples: a client takes what it needs out of them. */
const SERVICE = 'https://platform.adobe.io/data/foundation/export';

/**
 * Data Access: the files of batches (data-access.yaml: listDatasetFiles, retrieveFailedBatch, retrieveBatchMeta,
 * retrieveDatasetFile, retrieveDatasetFileHeaders). Here each batch is one dataset file of one parquet file.
 */
export function dataAccessRoutes({ batches, files }: Dependencies): Route[] {
  const findBatch = (request: ServiceRequest): Batch => {
    const id = param(request, 'batchId');
    const batch = batches.get(id);
    if (batch === undefined) throw notFound(`batch ${id}`);
    return batch;
  };
  const findFile = (request: ServiceRequest): DatasetFile => {
    const id = param(request, 'dataSetFileId');
    const file = files.find(id);
    if (file === undefined) throw notFound(`dataset file ${id}`);
    return file;
  };
  return [
    {
      method: 'GET',
      path: '/batches/{batchId}/files',
      handle: (request) => {
        const file = files.of(findBatch(request));
        return json(200, pageOf(request, file === null ? [] : [datasetFileOnTheWire(file)]));
      },
    },
    {
      method: 'GET',
      path: '/batches/{batchId}/failed',
      handle: (request) => nothingIn(request, findBatch(request)),
    },
    {
      method: 'GET',
      path: '/batches/{batchId}/meta',
      handle: (request) => nothingIn(request, findBatch(request)),
    },
    {
      method: 'GET',
      path: '/files/{dataSetFileId}',
      handle: (request) => {
        const file = findFile(request);
        const name = request.query.get('path');
        if (name === null) return json(200, pageOf(request, [fileOnTheWire(file)]));
        if (name !== file.name) throw notFound(`file ${name} in dataset file ${file.id}`);
        return download(file, request.headers['range']);
      },
    },
    {
      method: 'HEAD',
      path: '/files/{dataSetFileId}',
      handle: (request) => {
        const file = findFile(request);
        const name = request.query.get('path');
        if (name === null) throw refuse('the parameter path is missing');
        if (name !== file.name) throw notFound(`file ${name} in dataset file ${file.id}`);
        return download(file, undefined);
      },
    },
  ];
}

/** No row is ever rejected here, so that there is nothing to tell about any. */
function nothingIn(request: ServiceRequest, batch: Batch): Answer {
  const name = request.query.get('path');
  if (name !== null) throw notFound(`${name} of batch ${batch.id}`);
  return json(200, pageOf(request, []));
}

async function download({ place, bytes: size }: DatasetFile, rangeHeader: string | undefined): Promise<Answer> {
  const range = readByteRange(rangeHeader, size);
  if (range === 'beyond') return empty(416, { 'content-range': `bytes */${size}` });
  const asked = range === 'whole' ? { first: 0, last: size - 1 } : range;
  const content = await readPart(place, asked);
  const headers = { 'accept-ranges': 'bytes' };
  if (range === 'whole') return bytes(200, content, headers);
  return bytes(206, content, { ...headers, 'content-range': `bytes ${range.first}-${range.last}/${size}` });
}

async function readPart(place: string, { first, last }: ByteRange): Promise<Uint8Array> {
  const file = await open(place);
  try {
    const length = last - first + 1;
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, first);
    return buffer;
  } finally {
    await file.close();
  }
}

/** A dataset file on the wire (data-access.yaml: dataSetFiles.data.item, whose numbers are text). */
function datasetFileOnTheWire({ id, batch, bytes: size }: DatasetFile): Record<string, unknown> {
  return {
    dataSetFileId: id,
    dataSetViewId: `${batch.datasetId}-view`,
    version: '1.0.0',
    created: String(batch.createdAt),
    updated: String(batch.updatedAt),
    records: String(batch.recordCount ?? 0),
    size: String(size),
    isValid: true,
    _links: { self: { href: `${SERVICE}/files/${id}` } },
  };
}

/** A file on the wire (data-access.yaml: files.data.item; docs: Data Access API guide). */
function fileOnTheWire({ id, name, bytes: size }: DatasetFile): Record<string, unknown> {
  const href = `${SERVICE}/files/${id}?path=${encodeURIComponent(name)}`;
  return { name, length: String(size), _links: { self: { href } } };
}

/** A batch has one file at most, so that there is never a next page. */
function pageOf(request: ServiceRequest, entries: readonly unknown[]): Record<string, unknown> {
  const { start, limit } = readQuery(request, PageQuery, refuse);
  const data = entries.slice(start, start + limit);
  return { data, _page: { limit, count: data.length } };
}

function refuse(message: string): Refused {
  return problem(400, 'EXPRT-1400-400', message);
}

function notFound(what: string): Refused {
  return problem(404, 'EXPRT-1404-404', `There is no ${what}.`);
}
