import * as z from 'zod';
import type { AdobeHttp } from '../http.ts';
import { linkParameter } from '../links.ts';
import { IdText, OptionalText } from '../wire-values.ts';

export interface MergePolicy {
  readonly id: string;
  readonly name: string | null;
  /** One policy of each schema class is the default. */
  readonly isDefault: boolean;
}

const PATH = '/data/core/ups/config/mergePolicies';
const PROFILE_CLASS = '_xdm.context.profile';
const PAGE_SIZE = 100;

/** docs: Profile API, Merge policies endpoint. Some of its samples write booleans as text. */
const MergePolicyAnswer = z
  .object({ id: IdText, name: OptionalText, default: z.union([z.boolean(), z.string()]).nullish() })
  .transform(({ id, name, default: isDefault }): MergePolicy => ({
    id,
    name,
    isDefault: isDefault === true || isDefault === 'true',
  }));

const MergePoliciesPage = z.object({
  children: z.array(MergePolicyAnswer),
  _links: z.object({ next: z.object({ href: z.string().nullish() }).nullish() }).nullish(),
});

export async function listMergePolicies(http: AdobeHttp): Promise<MergePolicy[]> {
  const policies: MergePolicy[] = [];
  let start: string | undefined;
  for (;;) {
    const page: z.output<typeof MergePoliciesPage> = await http.get(PATH, {
      resource: 'merge policies',
      schema: MergePoliciesPage,
      query: { 'schema.name': PROFILE_CLASS, limit: PAGE_SIZE, start },
    });
    policies.push(...page.children);
    const next = linkParameter(page._links?.next?.href, 'start');
    // The documentation's sample shows a link behind the last page too.
    if (next === null || next === start || page.children.length === 0) return policies;
    start = next;
  }
}

export function getMergePolicy(http: AdobeHttp, id: string): Promise<MergePolicy> {
  return http.get(`${PATH}/${encodeURIComponent(id)}`, { resource: `merge policy ${id}`, schema: MergePolicyAnswer });
}
