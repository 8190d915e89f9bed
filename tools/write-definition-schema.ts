// Writes shared/definition/sync.schema.json, so that editors know the sync definition. A test proves that it is up to date.
import { writeFileSync } from 'node:fs';
import { definitionJsonSchema } from '../shared/definition/json-schema.ts';

writeFileSync(
  new URL('../shared/definition/sync.schema.json', import.meta.url),
  `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`,
);
