import { LEDGER_FIELDS, TARGET_FIELDS } from '../shared/sql/fields.ts';
import type { SandboxDataset, SandboxDescription } from './sandbox/format.ts';
import type { Population, SparkColumn } from './sandbox/population.ts';

/** The columns of a dataset, in the order of its schema: what Schema Registry describes and Query Service shows as a table. */
export function columnsOf(
  dataset: SandboxDataset,
  sandbox: SandboxDescription,
  population: Population,
): readonly SparkColumn[] {
  switch (dataset.kind) {
    case 'profile':
    case 'event':
      return population.recordColumns(dataset.id);
    case 'export':
      return population.exportColumns;
    case 'target':
      return [
        { name: '_id', type: 'string' },
        { name: 'personID', type: 'string' },
        tenantColumn(dataset.tenantFields ?? TARGET_FIELDS, sandbox),
      ];
    case 'ledger':
      return [
        { name: '_id', type: 'string' },
        { name: 'timestamp', type: 'timestamp' },
        tenantColumn(dataset.tenantFields ?? LEDGER_FIELDS, sandbox),
      ];
  }
}

function tenantColumn(fields: Readonly<Record<string, string>>, { tenantId }: SandboxDescription): SparkColumn {
  const members = Object.entries(fields).map(([name, type]) => `${name}:${type}`);
  return { name: `_${tenantId}`, type: `struct<${members.join(',')}>` };
}
