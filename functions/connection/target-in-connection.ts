import type { Connection, ConnectionDataset } from '../../shared/adobe/cja.ts';

/** The root field of XDM Individual Profile that the transform fills and CJA takes as the person ID. */
export const PERSON_ID_FIELD = 'personID';

/** What a person has to set right in the connection before CJA can show what the sync writes; empty = all is well. */
export function connectionProblems(connection: Connection, targetDatasetId: string): string[] {
  const dataset = targetInConnection(connection, targetDatasetId);
  if (dataset === undefined) return [`dataset ${targetDatasetId} is not in the connection: add it as profile data`];
  const problems: string[] = [];
  if (dataset.type !== 'profile')
    problems.push(`dataset ${targetDatasetId} stands there as ${dataset.type} data: it must be profile data`);
  if (dataset.streaming === false) problems.push(`"Import new data" is off for dataset ${targetDatasetId}: turn it on`);
  const personIdSource = otherPersonIdSource(dataset);
  if (personIdSource !== null) {
    problems.push(`the person ID of dataset ${targetDatasetId} is ${personIdSource}: it must be ${PERSON_ID_FIELD}`);
  }
  for (const error of connection.validationErrors) problems.push(`CJA reports ${error}`);
  return problems;
}

export function targetInConnection(connection: Connection, targetDatasetId: string): ConnectionDataset | undefined {
  return connection.dataSets.find((dataset) => dataset.dataSetId === targetDatasetId);
}

/**
 * What CJA takes as the person ID instead of the field that the transform fills; null where that is right, or CJA does not
 * tell. The target has no identity map: from there CJA would get nobody. A named field counts more than the mark, whose
 * meaning beside a field is not documented (cja.json: DataSetMetadata, `visitorId`, `identityMap`, `usePrimaryIdNamespace`).
 */
function otherPersonIdSource(dataset: ConnectionDataset): string | null {
  const { personIdField, isPersonIdInIdentityMap, identityNamespace } = dataset;
  if (personIdField === PERSON_ID_FIELD) return null;
  if (!isPersonIdInIdentityMap) return personIdField;
  return identityNamespace === null ? 'the primary identity of identityMap' : `${identityNamespace} in identityMap`;
}
