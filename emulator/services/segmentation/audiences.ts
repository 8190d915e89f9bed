import * as z from 'zod';
import type { Chance } from '../../chance.ts';
import type { Audience, SandboxDescription } from '../../sandbox/format.ts';
import type { Population } from '../../sandbox/population.ts';
import { json, type Refused } from '../../server/answer.ts';
import { param, readQuery, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { profileError } from '../errors.ts';
import { audienceOnTheWire } from './audience-format.ts';

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly population: Population;
  readonly chance: Chance;
}

const ListQuery = z.object({
  start: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  sort: z
    .string()
    .regex(/^\w+(:(asc|desc))?$/, 'an attribute, a colon, and asc or desc')
    .default('updateTime:desc'),
  property: z
    .string()
    .regex(/^[\w.]+==.+$/, 'an attribute, two equals signs, and a value')
    .optional(),
  name: z.string().optional(),
  description: z.string().optional(),
});

/** Audiences (segmentation.yaml: listAudiences, getAudience). */
export function audienceRoutes({ sandbox, population, chance }: Dependencies): Route[] {
  const wire = async (audience: Audience): Promise<Record<string, unknown>> =>
    audienceOnTheWire(audience, sandbox, chance, await population.profilesIn(audience.id));
  return [
    {
      method: 'GET',
      path: '/audiences',
      handle: async (request) => {
        const query = readQuery(request, ListQuery, refuse(request));
        const all = await Promise.all(sandbox.audiences.map(wire));
        const found = sortBy(
          all.filter((audience) => fits(audience, query)),
          query.sort,
        );
        const page = found.slice(query.start, query.start + query.limit);
        const next = query.start + page.length;
        const isLast = next >= found.length;
        return json(200, {
          children: page,
          _page: {
            totalCount: found.length,
            totalPages: Math.ceil(found.length / query.limit),
            sortField: query.sort.split(':')[0],
            sort: query.sort.split(':')[1] ?? 'asc',
            pageSize: page.length,
            limit: query.limit,
            start: query.start,
            ...(isLast ? {} : { next }),
          },
          _links: isLast ? {} : { next: { href: `@/audiences?start=${next}&limit=${query.limit}&sort=${query.sort}` } },
        });
      },
    },
    {
      method: 'GET',
      path: '/audiences/{id}',
      handle: async (request) => {
        const id = param(request, 'id');
        const audience = sandbox.audiences.find((candidate) => candidate.id === id);
        if (audience === undefined) {
          throw profileError(404, 'UPAPI-100502-404', `There is no audience ${id}.`, request.id);
        }
        return json(200, await wire(audience));
      },
    },
  ];
}

function refuse(request: ServiceRequest): (message: string) => Refused {
  return (message) => profileError(400, 'UPAPI-100500-400', message, request.id);
}

function fits(
  audience: Readonly<Record<string, unknown>>,
  { property, name, description }: z.output<typeof ListQuery>,
): boolean {
  const contains = (value: unknown, part: string | undefined): boolean =>
    part === undefined || String(value).toLowerCase().includes(part.toLowerCase());
  const [attribute = '', value] = property?.split(/==(.*)/s) ?? [];
  return (
    contains(audience['name'], name) &&
    contains(audience['description'], description) &&
    (value === undefined || String(audience[attribute]) === value)
  );
}

function sortBy<Item extends Readonly<Record<string, unknown>>>(items: readonly Item[], sort: string): Item[] {
  const [field = '', direction] = sort.split(':');
  const sign = direction === 'desc' ? -1 : 1;
  const key = (item: Item): string | number => {
    const value = item[field];
    return typeof value === 'number' ? value : String(value);
  };
  return [...items].sort((left, right) => sign * (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0));
}
