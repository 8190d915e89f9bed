import { empty, json, type Refused } from '../server/answer.ts';
import { param, readJson } from '../server/request.ts';
import type { Route } from '../server/router.ts';
import { Fault } from '../faults/fault.ts';
import type { Faults } from '../faults/index.ts';

/** {@link Faults} over HTTP. */
export function faultRoutes(faults: Faults, refuse: (message: string) => Refused): Route[] {
  return [
    {
      method: 'POST',
      path: '',
      handle: (request) => json(201, { id: faults.add(readJson(request, Fault, refuse)) }),
    },
    { method: 'GET', path: '', handle: () => json(200, { faults: faults.list() }) },
    {
      method: 'DELETE',
      path: '',
      handle: () => {
        faults.clear();
        return empty(204);
      },
    },
    {
      method: 'DELETE',
      path: '/{id}',
      handle: (request) => {
        const id = param(request, 'id');
        if (!faults.remove(id)) throw refuse(`there is no fault ${id}`);
        return empty(204);
      },
    },
  ];
}
