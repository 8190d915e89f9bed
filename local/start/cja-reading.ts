import { createCjaClient, type CjaClient } from '../../shared/adobe/cja.ts';
import { createAdobeHttp } from '../../shared/adobe/http.ts';
import { createTokenProvider } from '../../shared/adobe/ims.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import type { Emulator } from '../../emulator/index.ts';

/** All of time: the emulated CJA keeps events for ever, and "reportable" counts them all. */
const EVER = { from: new Date('1970-01-01T00:00:00Z'), to: new Date('2100-01-01T00:00:00Z') };

/** Asks CJA, as an analyst would, how many persons it reports per audience. */
export type PersonsInCja = () => Promise<ReadonlyMap<string, number>>;

/**
 * @throws Error where the definition names no data view, or the data view has no dimension for the audience ids
 */
export function personsInCja(definition: SyncDefinition, emulator: Emulator, now: () => number): PersonsInCja {
  const { dataViewId } = definition.cja;
  if (dataViewId === undefined)
    throw new Error(`The sync ${definition.name} names no data view, so CJA cannot be asked what it reports`);
  const { credentials, baseUrls } = emulator;
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials, now });
  const cja = createCjaClient(createAdobeHttp({ service: 'cja', baseUrl: baseUrls.cja, credentials, tokens }));
  const { shape, tenant, fields } = definition.membership;
  const path = shape === 'objects' ? `${tenant}.${fields.memberships}.id` : `${tenant}.${fields.ids}`;
  return async () =>
    cja.personsPerItem({ dataViewId, dimensionId: await dimensionId(cja, dataViewId, path), dateRange: EVER });
}

async function dimensionId(cja: CjaClient, dataViewId: string, path: string): Promise<string> {
  const dimensions = await cja.listDimensions(dataViewId);
  const dimension = dimensions.find(({ schemaPath }) => schemaPath === path);
  if (dimension === undefined) throw new Error(`Data view ${dataViewId} has no dimension for ${path}`);
  return dimension.id;
}
