import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { IdText, Moment, OptionalMoment, OptionalText } from '../wire-values.ts';

/** An evaluation of audiences: the daily one of the sandbox, or one on demand. */
export interface SegmentJob {
  readonly id: string;
  /** As Adobe says it: `NEW`, `QUEUED`, `PROCESSING`, `CANCELLING`, `CANCELLED`, `FAILED`, `SUCCEEDED`. */
  readonly status: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When the evaluation ended, or else when the job was last changed; null where Adobe does not tell. */
  readonly endedAt: number | null;
  /** Ids of the audiences that it evaluates; null: all of the sandbox. */
  readonly audienceIds: readonly string[] | null;
}

export interface SegmentJobFilter {
  readonly status?: string;
}

const PATH = '/data/core/ups/segment/jobs';
/** Small, since a job carries the rules of all its audiences. */
const PAGE_SIZE = 10;

/** Stands for all audiences, where there are more than 1,500 (docs: Segment jobs endpoint). */
const ALL_AUDIENCES = '*';

/** segmentation.yaml: SegmentJob, SegmentInfo. */
const SegmentJobAnswer = z
  .object({
    id: IdText,
    status: z.string(),
    creationTime: Moment,
    updateTime: OptionalMoment,
    segments: z.array(z.object({ segmentId: OptionalText })).nullish(),
    metrics: z
      .object({
        totalTime: z.object({ endTimeInMs: OptionalMoment }).nullish(),
      })
      .nullish(),
  })
  .transform(({ id, status, creationTime, updateTime, segments, metrics }): SegmentJob => {
    const named = (segments ?? []).flatMap(({ segmentId }) => segmentId ?? []);
    return {
      id,
      status,
      createdAt: creationTime,
      endedAt: metrics?.totalTime?.endTimeInMs ?? updateTime,
      audienceIds: named.includes(ALL_AUDIENCES) ? null : named,
    };
  });

/** segmentation.yaml: ListSegmentJobs. */
const SegmentJobsPage = z.object({ children: z.array(SegmentJobAnswer) });

/** Newest first. `start` counts jobs (docs: Segment jobs endpoint), so that one which is created meanwhile shifts them. */
export async function* listSegmentJobs(http: AdobeHttp, { status }: SegmentJobFilter = {}): AsyncGenerator<SegmentJob> {
  const known = new Set<string>();
  for (let start = 0; ; start += PAGE_SIZE) {
    const { children } = await http.get(PATH, {
      resource: 'segment jobs',
      schema: SegmentJobsPage,
      query: { sort: 'creationTime:desc', status, start, limit: PAGE_SIZE },
    });
    const news = children.filter(({ id }) => !known.has(id));
    for (const { id } of news) known.add(id);
    yield* news;
    if (children.length < PAGE_SIZE || news.length === 0) return;
  }
}

/** @returns null where no evaluation has succeeded yet */
export async function newestSucceededSegmentJob(http: AdobeHttp): Promise<SegmentJob | null> {
  for await (const job of listSegmentJobs(http, { status: 'SUCCEEDED' })) return job;
  return null;
}
