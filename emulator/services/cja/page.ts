import * as z from 'zod';
import { readQuery, type ServiceRequest } from '../../server/request.ts';
import { cjaError } from '../errors.ts';

const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(10),
  page: z.coerce.number().int().min(0).default(0),
});

/**
 * A page of a CJA list (cja.json: PageConnection, PageDataView; docs: CJA APIs, "Connections"). The contract names the
 * ends `first` and `last`, the documentation `firstPage` and `lastPage`: both are there.
 * @throws Refused where `limit` or `page` cannot be
 */
export function pageOf<Item>(
  request: ServiceRequest,
  items: readonly Item[],
  wire: (item: Item) => unknown,
): Record<string, unknown> {
  const { limit, page } = readQuery(request, PageQuery, (message) =>
    cjaError(400, 'invalid_parameters', message, request.id),
  );
  const content = items.slice(page * limit, (page + 1) * limit).map(wire);
  const totalPages = Math.ceil(items.length / limit);
  const isFirst = page === 0;
  const isLast = page >= totalPages - 1;
  return {
    content,
    number: page,
    size: limit,
    numberOfElements: content.length,
    totalElements: items.length,
    totalPages,
    firstPage: isFirst,
    lastPage: isLast,
    first: isFirst,
    last: isLast,
    empty: content.length === 0,
  };
}
