import type { Emulator } from '../../emulator/index.ts';
import { SandboxError } from '../../emulator/sandbox/sandbox-error.ts';
import { createCjaClient, type CjaClient } from '../../shared/adobe/cja.ts';
import { createAdobeHttp } from '../../shared/adobe/http.ts';
import { createTokenProvider } from '../../shared/adobe/ims.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';

/** All of time: the emulated CJA keeps events for ever, and "reportable" counts them all. */
const EVER = { from: new Date('1970-01-01T00:00:00Z'), to: new Date('2100-01-01T00:00:00Z') };

/**
 * Asks CJA, as an analyst would, how many persons it reports per audience.
 * @throws SandboxError, AdobeError `AdobeNotFound` where there is no data view to ask, or none with the audience ids
 */
export type PersonsInCja = () => Promise<ReadonlyMap<string, number>>;

/** Asks through the data view of the definition; where it names none, through any of its connection. */
export function personsInCja(definition: SyncDefinition, emulator: Emulator, now: () => number): PersonsInCja {
  const { connectionId, dataViewId: ownDataViewId } = definition.cja;
  const { credentials, baseUrls, sandbox } = emulator;
  const tokens = createTokenProvider({ baseUrl: baseUrls.ims, credentials, now });
  const cja = createCjaClient(createAdobeHttp({ service: 'cja', baseUrl: baseUrls.cja, credentials, tokens }));
  const { shape, tenant, fields } = definition.membership;
  const path = shape === 'objects' ? `${tenant}.${fields.memberships}.id` : `${tenant}.${fields.ids}`;
  return async () => {
    const dataViewId = ownDataViewId ?? sandbox.dataViews.find((view) => view.connectionId === connectionId)?.id;
    if (dataViewId === undefined) {
      throw new SandboxError([`sandbox.json: dataViews: there is none of the connection ${connectionId}`]);
    }
    return cja.personsPerItem({ dataViewId, dimensionId: await dimensionId(cja, dataViewId, path), dateRange: EVER });
  };
}

async function dimensionId(cja: CjaClient, dataViewId: string, path: string): Promise<string> {
  const dimensions = await cja.listDimensions(dataViewId);
  const dimension = dimensions.find(({ schemaPath }) => schemaPath === path);
  if (dimension !== undefined) return dimension.id;
  throw new SandboxError([`sandbox.json: dataViews: ${dataViewId} has no dimension for ${path}`]);
}
