import type { CjaClient, DataView } from '../../shared/adobe/cja.ts';
import { AdobeError } from '../../shared/adobe/errors.ts';
import type { SyncDefinition } from '../../shared/definition/definition.ts';
import { SyncError } from '../../shared/errors/sync-error.ts';

/**
 * Looks at the data view of a definition, if it has one, before hours are spent: afterwards the run reads it back.
 * @returns a warning where the credential may not read it: the refresh does not depend on it
 * @throws SyncError `ConnectionUnusable` where it does not exist or shows another connection
 */
export async function checkDataView(
  { connectionId, dataViewId }: SyncDefinition['cja'],
  cja: Pick<CjaClient, 'getDataView'>,
): Promise<string[]> {
  if (dataViewId === undefined) return [];
  let dataView: DataView;
  try {
    dataView = await cja.getDataView(dataViewId);
  } catch (error) {
    if (!(error instanceof AdobeError)) throw error;
    if (error.name === 'AdobeNotFound') throw unusable(dataViewId, 'it does not exist');
    if (error.name !== 'AdobeForbidden') throw error;
    return [
      `data view ${dataViewId} cannot be read, so the run will not read back what CJA shows: ${error.message}`.slice(
        0,
        2000,
      ),
    ];
  }
  // cja.json: `parentDataGroupId` is what the expansion brings; where it is missing, nothing speaks against the data view.
  if (dataView.connectionId !== null && dataView.connectionId !== connectionId) {
    throw unusable(dataViewId, `it belongs to connection ${dataView.connectionId}, not to ${connectionId}`);
  }
  return [];
}

function unusable(dataViewId: string, what: string): SyncError {
  return new SyncError('ConnectionUnusable', {
    resource: `CJA data view ${dataViewId}`,
    what,
    next: 'Correct cja.dataViewId in the sync definition, or leave it out',
  });
}
