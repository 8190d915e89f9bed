import * as z from 'zod';
import type { EvaluatedAudience, SandboxDescription } from '../../sandbox/format.ts';
import { mergePolicyIdOf } from '../../sandbox/merge-policy.ts';
import { json } from '../../server/answer.ts';
import { param, readQuery } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { setUpAt } from '../catalog/format.ts';
import { profileError } from '../errors.ts';
import { evaluationInfoOf, expressionOf } from './audience-format.ts';

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(100),
  page: z.coerce.number().int().min(0).default(0),
});

/** Segment definitions: the older face of audiences, which Adobe's Python client still uses. */
export function segmentDefinitionRoutes(sandbox: SandboxDescription): Route[] {
  // What is not evaluated by a rule has no definition.
  const evaluated = sandbox.audiences.filter((audience) => audience.kind !== 'external');
  return [
    {
      method: 'GET',
      path: '/segment/definitions',
      handle: (request) => {
        const { limit, page } = readQuery(request, ListQuery, (message) =>
          profileError(400, 'UPAPI-100500-400', message, request.id),
        );
        const segments = evaluated.slice(page * limit, (page + 1) * limit);
        return json(200, {
          segments: segments.map((audience) => definitionOnTheWire(audience, sandbox)),
          page: {
            totalCount: evaluated.length,
            totalPages: Math.ceil(evaluated.length / limit),
            sortField: 'creationTime',
            sort: 'desc',
            pageSize: segments.length,
            limit,
          },
          link: {},
        });
      },
    },
    {
      method: 'GET',
      path: '/segment/definitions/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const audience = evaluated.find((candidate) => candidate.id === id);
        if (audience === undefined) {
          throw profileError(404, 'UPAPI-100502-404', `There is no segment definition ${id}.`, request.id);
        }
        return json(200, definitionOnTheWire(audience, sandbox));
      },
    },
  ];
}

/** A segment definition on the wire (segmentation.yaml: SegmentDefinition). */
function definitionOnTheWire(audience: EvaluatedAudience, sandbox: SandboxDescription): Record<string, unknown> {
  const created = setUpAt(sandbox);
  return {
    id: audience.id,
    imsOrgId: sandbox.orgId,
    name: audience.name,
    description: audience.description ?? '',
    mergePolicyId: mergePolicyIdOf(audience, sandbox),
    profileInstanceId: 'ups',
    expression: expressionOf(audience),
    schema: { name: '_xdm.context.profile' },
    evaluationInfo: evaluationInfoOf(audience),
    dataGovernancePolicy: { excludeOptOut: true },
    creationTime: created,
    updateTime: created,
    updateEpoch: created / 1000,
  };
}
