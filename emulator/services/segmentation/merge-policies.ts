import * as z from 'zod';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { defaultMergePolicy, type MergePolicy } from '../../sandbox/merge-policy.ts';
import { json } from '../../server/answer.ts';
import { param, readQuery } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { setUpAt } from '../catalog/format.ts';
import { profileError } from '../errors.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(20),
  start: z.coerce.number().int().min(0).default(0),
  default: z.enum(['true', 'false']).optional(),
});

/** Merge policies (docs: Profile API, "Merge policies endpoint"; no published contract has them). */
export function mergePolicyRoutes(sandbox: SandboxDescription): Route[] {
  const wire = (policy: MergePolicy): Record<string, unknown> => mergePolicyOnTheWire(policy, sandbox);
  return [
    {
      method: 'GET',
      path: '/config/mergePolicies',
      handle: (request) => {
        const query = readQuery(request, ListQuery, (message) =>
          profileError(400, 'UPAPI-103000-400', message, request.id),
        );
        const found = sandbox.mergePolicies
          .map(wire)
          .filter((policy) => query.default === undefined || String(policy['default']) === query.default);
        const page = found.slice(query.start, query.start + query.limit);
        const next = query.start + page.length;
        const href = next < found.length ? `@/mergePolicies?start=${next}&limit=${query.limit}` : '';
        return json(200, {
          _page: { totalCount: found.length, pageSize: page.length },
          children: page,
          _links: { next: { href, templated: false } },
        });
      },
    },
    {
      method: 'GET',
      path: '/config/mergePolicies/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const policy = sandbox.mergePolicies.find((candidate) => candidate.id === id);
        if (policy === undefined)
          throw profileError(404, 'UPAPI-103002-404', `There is no merge policy ${id}.`, request.id);
        return json(200, wire(policy));
      },
    },
  ];
}

function mergePolicyOnTheWire(policy: MergePolicy, sandbox: SandboxDescription): Record<string, unknown> {
  const ofProfiles = sandbox.datasets.filter(({ kind }) => kind === 'profile').map(({ id }) => id);
  return {
    id: policy.id,
    name: policy.name,
    imsOrgId: sandbox.orgId,
    sandbox: { sandboxName: sandbox.name, type: 'production', default: true },
    schema: { name: '_xdm.context.profile' },
    version: policy.version,
    identityGraph: { type: 'pdg' },
    attributeMerge: { type: 'dataSetPrecedence', order: policy.datasets ?? ofProfiles },
    isActiveOnEdge: false,
    default: policy === defaultMergePolicy(sandbox),
    updateEpoch: setUpAt(sandbox) / 1000,
  };
}
