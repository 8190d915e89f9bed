import { json, type Refused } from '../../server/answer.ts';
import { param, type ServiceRequest } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { registryError } from '../errors.ts';
import { descriptorView, listView, lookupView } from './accept.ts';
import type { Descriptor } from './descriptors.ts';
import { type Schema, schemaListItem, schemaOnTheWire } from './schemas.ts';

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly schemas: readonly Schema[];
  readonly union: Schema;
  readonly descriptors: readonly Descriptor[];
  readonly now: () => number;
}

const WHOLE = { isFull: false, hasText: true };

/** Schema Registry: the schemas of the sandbox's datasets, the Profile union, identity descriptors. Nothing can be changed. */
export function schemaRegistryRoutes({ sandbox, schemas, union, descriptors, now }: Dependencies): Route[] {
  const refuseAccept = (request: ServiceRequest): Refused =>
    registryError(
      400,
      'XDM-1006-400',
      'The Accept header is missing or not one of those that this call knows.',
      request.id,
      now(),
    );
  const notFound = (request: ServiceRequest, id: string): Refused =>
    registryError(404, 'XDM-1010-404', `The resource ${id} is not found.`, request.id, now());

  const list = (path: string, found: readonly Schema[]): Route => ({
    method: 'GET',
    path,
    handle: (request) => {
      const view = listView(request);
      if (view === null) throw refuseAccept(request);
      const results = found.map((schema) =>
        view === 'ids' ? schemaListItem(schema) : schemaOnTheWire(schema, WHOLE, sandbox),
      );
      return json(200, {
        results,
        _page: { orderby: 'updated', next: null, count: results.length },
        _links: { next: null },
      });
    },
  });
  const lookup = (path: string, found: readonly Schema[]): Route => ({
    method: 'GET',
    path,
    handle: (request) => {
      const view = lookupView(request);
      if (view === null) throw refuseAccept(request);
      const id = param(request, 'id');
      const schema = found.find((candidate) => candidate.id === id || candidate.altId === id);
      if (schema === undefined) throw notFound(request, id);
      return json(200, schemaOnTheWire(schema, view, sandbox));
    },
  });

  return [
    {
      method: 'GET',
      path: '/stats',
      handle: () =>
        json(200, {
          imsOrg: sandbox.orgId,
          tenantId: sandbox.tenantId,
          counts: { schemas: schemas.length, mixins: schemas.length, datatypes: 0, classes: 0, unions: 1 },
          recentlyCreatedResources: schemas.map(schemaListItem),
          recentlyUpdatedResources: schemas.map(schemaListItem),
          classUsage: [],
        }),
    },
    list('/tenant/schemas', schemas),
    list('/global/schemas', []),
    lookup('/tenant/schemas/{id}', schemas),
    list('/tenant/unions', [union]),
    lookup('/tenant/unions/{id}', [union]),
    {
      method: 'GET',
      path: '/tenant/descriptors',
      handle: (request) => {
        const view = descriptorView(request);
        if (view === null) throw refuseAccept(request);
        const listed = descriptors.filter(fits(request.query.get('property'))).map((descriptor) => {
          if (view.form === 'ids') return descriptor['@id'];
          return view.form === 'links' ? `/tenant/descriptors/${descriptor['@id']}` : descriptor;
        });
        if (!view.isPaged) return json(200, { 'xdm:descriptorIdentity': listed });
        return json(200, { results: listed, _page: { next: null, count: listed.length }, _links: { next: null } });
      },
    },
    {
      method: 'GET',
      path: '/tenant/descriptors/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const descriptor = descriptors.find((candidate) => candidate['@id'] === id);
        if (descriptor === undefined) throw notFound(request, id);
        return json(200, descriptor);
      },
    },
  ];
}

/** `property=@type==xdm:descriptorIdentity,xdm:sourceSchema==…`: all must be equal. */
function fits(property: string | null): (descriptor: Descriptor) => boolean {
  const wanted = (property ?? '').split(',').filter((condition) => condition.includes('=='));
  return (descriptor) =>
    wanted.every((condition) => {
      const [name = '', value] = condition.split('==');
      return String(descriptor[name]) === value;
    });
}
