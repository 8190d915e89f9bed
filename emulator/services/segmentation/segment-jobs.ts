import * as z from 'zod';
import type { Chance } from '../../chance.ts';
import type { SandboxDescription } from '../../sandbox/format.ts';
import { json } from '../../server/answer.ts';
import { param, readQuery } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { notModelled, profileError } from '../errors.ts';
import { expressionOf } from './audiences.ts';

/** One evaluation of all audiences: it happens in an instant, at the start of each simulated day. */
export interface Evaluation {
  readonly day: number;
  readonly at: number;
  readonly profilesIn: Readonly<Record<string, number>>;
}

interface Dependencies {
  readonly sandbox: SandboxDescription;
  readonly evaluations: readonly Evaluation[];
  readonly chance: Chance;
}

const ListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  status: z.string().optional(),
});

/** Segment jobs: the scheduled evaluation of each day (segmentation.yaml: listSegmentJobs), newest first. */
export function segmentJobRoutes({ sandbox, evaluations, chance }: Dependencies): Route[] {
  const wire = (evaluation: Evaluation): Record<string, unknown> => jobOnTheWire(evaluation, sandbox, chance);
  return [
    {
      method: 'GET',
      path: '/segment/jobs',
      handle: (request) => {
        const { limit, status } = readQuery(request, ListQuery, (message) =>
          profileError(400, 'UPAPI-100500-400', message, request.id),
        );
        const found = evaluations
          .toReversed()
          .map(wire)
          .filter((job) => status === undefined || job['status'] === status);
        const children = found.slice(0, limit);
        return json(200, {
          _page: { totalCount: found.length, pageSize: children.length },
          children,
          _links: { next: {} },
        });
      },
    },
    {
      method: 'POST',
      path: '/segment/jobs',
      handle: () => {
        throw notModelled('evaluation on demand; audiences are evaluated at the start of each simulated day');
      },
    },
    {
      method: 'GET',
      path: '/segment/jobs/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        const job = evaluations.map(wire).find((candidate) => candidate['id'] === id);
        if (job === undefined)
          throw profileError(404, 'UPAPI-100502-404', `There is no segment job ${id}.`, request.id);
        return json(200, job);
      },
    },
  ];
}

/** A segment job on the wire (segmentation.yaml: SegmentJob). */
function jobOnTheWire(
  { day, at, profilesIn }: Evaluation,
  sandbox: SandboxDescription,
  chance: Chance,
): Record<string, unknown> {
  const instant = { startTimeInMs: at, endTimeInMs: at, totalTimeInMs: 0 };
  return {
    id: chance.uuid('segment job', day),
    imsOrgId: sandbox.orgId,
    sandbox: { sandboxId: chance.uuid('sandbox'), sandboxName: sandbox.name, type: 'production', default: true },
    profileInstanceId: 'ups',
    source: 'scheduler',
    status: 'SUCCEEDED',
    creationTime: at,
    updateTime: at,
    updateEpoch: at / 1000,
    segments: sandbox.audiences.map((audience) => ({
      segmentId: audience.id,
      segment: {
        id: audience.id,
        version: 1,
        expression: expressionOf(audience),
        mergePolicyId: audience.mergePolicyId,
        mergePolicy: { id: audience.mergePolicyId, version: 1 },
      },
    })),
    errors: [],
    metrics: { totalTime: instant, profileSegmentationTime: instant, segmentedProfileCounter: profilesIn },
    requestId: chance.uuid('segment job request', day),
    schema: { name: '_xdm.context.profile' },
    _links: {},
  };
}
