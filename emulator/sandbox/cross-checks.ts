import type { SandboxDescription } from './format.ts';

/** What the schema cannot say: everything that is referred to exists, once, and is of the right kind. One line a problem. */
export function descriptionProblems(description: SandboxDescription): string[] {
  return [
    ...duplicates(
      'datasets',
      'id',
      description.datasets.map(({ id }) => id),
    ),
    ...duplicates(
      'datasets',
      'table',
      description.datasets.map(({ table }) => table),
    ),
    ...duplicates(
      'mergePolicies',
      'id',
      description.mergePolicies.map(({ id }) => id),
    ),
    ...duplicates(
      'audiences',
      'id',
      description.audiences.map(({ id }) => id),
    ),
    ...duplicates(
      'connections',
      'id',
      description.connections.map(({ id }) => id),
    ),
    ...duplicates(
      'dataViews',
      'id',
      description.dataViews.map(({ id }) => id),
    ),
    ...mergePolicyProblems(description),
    ...audienceProblems(description),
    ...connectionProblems(description),
    ...dataViewProblems(description),
  ];
}

function duplicates(list: string, field: string, values: readonly string[]): string[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    return first === index ? [] : [`${list}[${index}].${field}: ${value} is taken by ${list}[${first}]`];
  });
}

function mergePolicyProblems({ mergePolicies, datasets }: SandboxDescription): string[] {
  const problems: string[] = [];
  const defaults = mergePolicies.filter(({ isDefault }) => isDefault);
  if (defaults.length > 1)
    problems.push(`mergePolicies: ${defaults.length} policies are the default; at most one can be`);
  for (const [index, policy] of mergePolicies.entries()) {
    const ids = policy.datasets ?? [];
    problems.push(...duplicates(`mergePolicies[${index}].datasets`, 'id', ids));
    for (const [position, id] of ids.entries()) {
      const kind = datasets.find((dataset) => dataset.id === id)?.kind;
      if (kind !== 'profile') {
        problems.push(
          `mergePolicies[${index}].datasets[${position}]: ${id} is ${kind === undefined ? 'no dataset' : `an ${kind} dataset, not a profile dataset`}`,
        );
      }
    }
  }
  return problems;
}

function audienceProblems({ audiences, mergePolicies }: SandboxDescription): string[] {
  const policies = new Set(mergePolicies.map(({ id }) => id));
  return audiences.flatMap(({ mergePolicyId }, index) =>
    mergePolicyId === undefined || policies.has(mergePolicyId)
      ? []
      : [`audiences[${index}].mergePolicyId: ${mergePolicyId} is no merge policy`],
  );
}

/** CJA takes events from event datasets and attributes from profile class datasets; a lookup may be anything. */
const KINDS = {
  event: ['event', 'ledger'],
  profile: ['profile', 'target'],
  lookup: ['profile', 'event', 'export', 'target', 'ledger'],
};

function connectionProblems({ connections, datasets }: SandboxDescription): string[] {
  const problems: string[] = [];
  for (const [index, connection] of connections.entries()) {
    const place = `connections[${index}].datasets`;
    problems.push(
      ...duplicates(
        place,
        'datasetId',
        connection.datasets.map(({ datasetId }) => datasetId),
      ),
    );
    for (const [position, { datasetId, type }] of connection.datasets.entries()) {
      const kind = datasets.find(({ id }) => id === datasetId)?.kind;
      if (kind === undefined) problems.push(`${place}[${position}].datasetId: ${datasetId} is no dataset`);
      else if (!KINDS[type].includes(kind)) {
        problems.push(`${place}[${position}].type: the ${kind} dataset ${datasetId} cannot be ${type} data`);
      }
    }
  }
  return problems;
}

function dataViewProblems({ dataViews, connections }: SandboxDescription): string[] {
  const problems: string[] = [];
  for (const [index, dataView] of dataViews.entries()) {
    const connection = connections.find(({ id }) => id === dataView.connectionId);
    if (connection === undefined) {
      problems.push(`dataViews[${index}].connectionId: ${dataView.connectionId} is no connection`);
      continue;
    }
    for (const [position, { datasetId }] of dataView.dimensions.entries()) {
      if (!connection.datasets.some((dataset) => dataset.datasetId === datasetId)) {
        problems.push(
          `dataViews[${index}].dimensions[${position}].datasetId: ${datasetId} is not in the connection ${connection.id}`,
        );
      }
    }
  }
  return problems;
}
