import * as z from 'zod';
import { isOfTemplate } from '../../server/router.ts';
import { pathAtAdobe, serviceAt, SERVICES } from '../../services/service-paths.ts';
import { OCCASIONS } from '../occasions.ts';

const BEHIND = '/**';

/** Which calls of Adobe's APIs; each part that is left out means any. */
const Endpoint = z.strictObject({
  service: z.enum(SERVICES).optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).optional(),
  /** As Adobe has it, with variable parts in braces: `/data/core/ups/export/jobs/{id}`; `/**` in the end means all behind it. */
  path: z.string().startsWith('/').optional(),
});
export type Endpoint = z.output<typeof Endpoint>;

/** What the faults that happen to calls have in common. */
export const CALLS = { on: Endpoint.default({}), ...OCCASIONS };

export interface Call {
  readonly method: string;
  /** As it came to the emulator, with the base path of Adobe's host. */
  readonly path: string;
}

export function isCallOf({ service, method, path }: Endpoint, call: Call): boolean {
  return (
    (method === undefined || method === call.method) &&
    (service === undefined || service === serviceAt(call.path)) &&
    (path === undefined || isPathOf(path, pathAtAdobe(call.path)))
  );
}

function isPathOf(template: string, path: string): boolean {
  if (!template.endsWith(BEHIND)) return isOfTemplate(path, template);
  const start = template.slice(0, -BEHIND.length).split('/');
  const parts = path.split('/');
  return parts.length > start.length && isOfTemplate(parts.slice(0, start.length).join('/'), start.join('/'));
}
