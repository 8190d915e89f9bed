import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { linkParameter } from '../links.ts';
import { IdText, OptionalText } from '../wire-values.ts';

export interface Audience {
  readonly id: string;
  /** The id that whoever uploaded an external audience gave it; else the same as `id`. null where Adobe does not tell. */
  readonly audienceId: string | null;
  readonly name: string;
  /** `AEPSegments` for the platform's own; it is not the key under which memberships stand in `segmentMembership`. */
  readonly namespace: string;
  /** `REAL_TIME_CUSTOMER_PROFILE`, `CUSTOM_UPLOAD`, `AUDIENCE_ORCHESTRATION`, …; null where Adobe does not tell. */
  readonly originName: string | null;
  readonly mergePolicyId: string | null;
  /** `draft`, `published`, `inactive`, `archived`; older samples also have `active`. null where Adobe does not tell. */
  readonly lifecycleState: string | null;
  /** Evaluated by segment jobs only, neither streaming nor on the edge; false where Adobe does not tell. */
  readonly isBatchOnly: boolean;
}

const PATH = '/data/core/ups/audiences';
const PAGE_SIZE = 100;

/** The namespace of audiences that the platform evaluates itself (segmentation.yaml: PlatformAudience). */
const PLATFORM_NAMESPACE = 'AEPSegments';

/** A way of evaluating (segmentation.yaml: evaluationInfo). */
const Method = z.object({ enabled: z.boolean().nullish() }).nullish();
const isOn = (method: z.output<typeof Method>): boolean => method?.enabled === true;

/** segmentation.yaml: PlatformGeneratedAudience, ExternallyGeneratedAudience; its samples name the state `lifecycle`. */
const AudienceAnswer = z
  .object({
    id: IdText,
    audienceId: OptionalText,
    name: z.string(),
    namespace: OptionalText,
    originName: OptionalText,
    mergePolicyId: OptionalText,
    lifecycleState: OptionalText,
    lifecycle: OptionalText,
    evaluationInfo: z.object({ batch: Method, continuous: Method, synchronous: Method }).nullish(),
  })
  .transform(({ lifecycle, lifecycleState, namespace, evaluationInfo, ...audience }): Audience => ({
    ...audience,
    namespace: namespace ?? PLATFORM_NAMESPACE,
    lifecycleState: lifecycleState ?? lifecycle,
    isBatchOnly: isOn(evaluationInfo?.batch) && !isOn(evaluationInfo?.continuous) && !isOn(evaluationInfo?.synchronous),
  }));

/** segmentation.yaml: AudiencesList. */
const AudiencesPage = z.object({
  children: z.array(AudienceAnswer),
  _page: z.object({ next: z.union([z.number(), z.string()]).nullish() }).nullish(),
  _links: z.object({ next: z.object({ href: z.string().nullish() }).nullish() }).nullish(),
});

export function getAudience(http: AdobeHttp, id: string): Promise<Audience> {
  return http.get(`${PATH}/${encodeURIComponent(id)}`, { resource: `audience ${id}`, schema: AudienceAnswer });
}

export async function* listAudiences(
  http: AdobeHttp,
  { name }: { readonly name?: string } = {},
): AsyncGenerator<Audience> {
  let start: string | null = '0';
  while (start !== null) {
    const page: z.output<typeof AudiencesPage> = await http.get(PATH, {
      resource: 'audiences',
      schema: AudiencesPage,
      query: { start, limit: PAGE_SIZE, name },
    });
    yield* page.children;
    const next: string | null = page._page?.next?.toString() ?? linkParameter(page._links?.next?.href, 'start');
    start = next === start || page.children.length === 0 ? null : next;
  }
}
