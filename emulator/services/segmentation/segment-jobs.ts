import * as z from 'zod';
import type { Chance } from '../../chance.ts';
import type { EvaluatedAudience, SandboxDescription } from '../../sandbox/format.ts';
import { mergePolicyIdOf } from '../../sandbox/merge-policy.ts';
import { json } from '../../server/answer.ts';
import { param, readQuery } from '../../server/request.ts';
import type { Route } from '../../server/router.ts';
import { notModelled, profileError } from '../errors.ts';
import { expressionOf } from './audience-format.ts';

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
  start: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  status: z.enum(['NEW', 'QUEUED', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLING', 'CANCELLED']).optional(),
  sort: z
    .string()
    .regex(/^(creationTime|updateTime):(asc|desc)$/, 'creationTime or updateTime, a colon, and asc or desc')
    .default('creationTime:desc'),
  property: z
    .string()
    .regex(/^segments~segmentId==.+$/, 'segments~segmentId==<audience>; others are not modelled')
    .optional(),
});

/** Segment jobs: the scheduled evaluation of each day (segmentation.yaml: listSegmentJobs), newest first unless told otherwise. */
export function segmentJobRoutes({ sandbox, evaluations, chance }: Dependencies): Route[] {
  const wire = (evaluation: Evaluation): Record<string, unknown> => jobOnTheWire(evaluation, sandbox, chance);
  return [
    {
      method: 'GET',
      path: '/segment/jobs',
      handle: (request) => {
        const { start, limit, status, sort, property } = readQuery(request, ListQuery, (message) =>
          profileError(400, 'UPAPI-100500-400', message, request.id),
        );
        const audienceId = property?.split('==')[1];
        const isEvaluated = audienceId === undefined || evaluatedIn(sandbox).some(({ id }) => id === audienceId);
        const isWanted = isEvaluated && (status === undefined || status === 'SUCCEEDED');
        const found = isWanted ? (sort.endsWith('asc') ? evaluations : evaluations.toReversed()) : [];
        const children = found.slice(start, start + limit).map(wire);
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

function evaluatedIn({ audiences }: SandboxDescription): readonly EvaluatedAudience[] {
  return audiences.flatMap((audience) =>
    audience.kind !== 'external' && audience.lifecycleState === 'published' ? [audience] : [],
  );
}

/** A segment job on the wire (segmentation.yaml: SegmentJob). */
function jobOnTheWire(
  { day, at, profilesIn }: Evaluation,
  sandbox: SandboxDescription,
  chance: Chance,
): Record<string, unknown> {
  const evaluated = evaluatedIn(sandbox);
  const profilesPerSegment = Object.fromEntries(evaluated.map(({ id }) => [id, profilesIn[id] ?? 0]));
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
    segments: evaluated.map((audience) => ({
      segmentId: audience.id,
      segment: {
        id: audience.id,
        version: 1,
        expression: expressionOf(audience),
        mergePolicyId: mergePolicyIdOf(audience, sandbox),
        mergePolicy: { id: mergePolicyIdOf(audience, sandbox), version: 1 },
      },
    })),
    errors: [],
    metrics: { totalTime: instant, profileSegmentationTime: instant, segmentedProfileCounter: profilesPerSegment },
    requestId: chance.uuid('segment job request', day),
    schema: { name: '_xdm.context.profile' },
    _links: {},
  };
}
