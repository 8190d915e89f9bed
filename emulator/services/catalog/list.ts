import * as z from 'zod';
import { type ServiceRequest, readQuery } from '../../server/request.ts';
import { problem } from '../errors.ts';

/**
 * Lists of Catalog: objects keyed by id, of which a client asks for a window, an order, and the properties it needs.
 * 100 objects at most (catalog.yaml: limit), 20 unless told otherwise (docs: Catalog API, "List objects").
 */
const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  start: z.coerce.number().int().min(0).default(0),
  orderBy: z
    .string()
    .regex(/^(asc|desc):(created|updated)$/, 'asc or desc, a colon, and created or updated')
    .optional(),
  properties: z.string().optional(),
});

type Entry = readonly [
  id: string,
  object: Readonly<Record<string, unknown>> & { readonly created: number; readonly updated: number },
];

export function refuseCatalogRequest(message: string): ReturnType<typeof problem> {
  return problem(400, 'CTLG-1400-400', message);
}

/** @throws Refused where `limit`, `start` or `orderBy` cannot be */
export function listOf(request: ServiceRequest, entries: readonly Entry[]): Record<string, unknown> {
  const { limit, start, orderBy = 'desc:created', properties } = readQuery(request, ListQuery, refuseCatalogRequest);
  const direction = orderBy.startsWith('asc') ? 1 : -1;
  const field = orderBy.endsWith('created') ? 'created' : 'updated';
  const sorted = [...entries].sort(([leftId, left], [rightId, right]) => {
    const apart = left[field] - right[field];
    return direction * (apart === 0 ? (leftId < rightId ? -1 : 1) : apart);
  });
  return keyed(sorted.slice(start, start + limit), properties);
}

/** One object as Catalog answers it: keyed by its id. */
export function keyed(
  entries: readonly (readonly [string, Readonly<Record<string, unknown>>])[],
  properties?: string | null,
): Record<string, unknown> {
  const wanted = properties?.split(',').map((name) => name.trim());
  return Object.fromEntries(
    entries.map(([id, object]) => [
      id,
      wanted === undefined
        ? object
        : Object.fromEntries(Object.entries(object).filter(([name]) => wanted.includes(name))),
    ]),
  );
}
