/**
 * Where we follow Adobe's documentation, or what Adobe's own clients do, although the contract says otherwise.
 * emulator/FIDELITY.md gives the reasons.
 */
export interface KnownDifference {
  readonly operation: string;
  /** What `checkExchange` says about it. */
  readonly says: RegExp;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  // Neither of the two kinds of audience is closed, so that every audience fits both. (One that fits none says more than this.)
  { operation: 'listAudiences', says: /^answer 200: \/children\/\d+ must match exactly one schema in oneOf$/ },
  // An external audience has a namespace of its own (docs: External audiences endpoint); the enum lacks even that of the contract's sample.
  { operation: 'listAudiences', says: /^answer 200: .*\/namespace must be equal to one of the allowed values$/ },
  {
    operation: 'getAudience',
    says: /^answer 200: (\/namespace must be equal to one of the allowed values|must match exactly one schema in oneOf)$/,
  },
  // The list is declared as one segment definition.
  { operation: 'listSegmentDefinitions', says: /^answer 200: must have required property '(expression|name|schema)'$/ },
  // "Contains null if this is the last or only page", declared as a string.
  { operation: 'listSchemas', says: /^answer 200: \/(_page|_links)\/next must be string$/ },
  // "The batch is marked as inactive" (docs: Batch Ingestion API, "Delete a batch"), which the enum lacks.
  { operation: 'completeBatch', says: /^answer 200: \/status must be equal to one of the allowed values$/ },
  // A number in all samples, and what the registry takes.
  { operation: 'listDescriptors', says: /^answer 200: .*\/xdm:sourceVersion must be string$/ },
  { operation: 'retrieveDescriptor', says: /^answer 200: .*\/xdm:sourceVersion must be string$/ },
];
