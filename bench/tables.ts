import { IDENTITY_MAP_COLUMN, SEGMENT_MEMBERSHIP_COLUMN } from '../emulator/sandbox/columns.ts';
import type { SparkColumn } from '../emulator/sandbox/population.ts';
import { LEDGER_FIELDS, TARGET_FIELDS } from '../shared/sql/fields.ts';

/** The three tables of a sync, as Query Service shows them. */
export const TABLES: Readonly<
  Record<'audience_export' | 'audience_membership' | 'audience_sync_ledger', SparkColumn[]>
> = {
  audience_export: [IDENTITY_MAP_COLUMN, SEGMENT_MEMBERSHIP_COLUMN],
  audience_membership: [
    { name: '_id', type: 'string' },
    { name: 'personID', type: 'string' },
    { name: '_acme', type: structOf(TARGET_FIELDS) },
  ],
  audience_sync_ledger: [
    { name: '_id', type: 'string' },
    { name: 'timestamp', type: 'timestamp' },
    { name: '_acme', type: structOf(LEDGER_FIELDS) },
  ],
};

function structOf(fields: Readonly<Record<string, string>>): string {
  const members = Object.entries(fields).map(([name, type]) => `${name}:${type}`);
  return `struct<${members.join(',')}>`;
}
