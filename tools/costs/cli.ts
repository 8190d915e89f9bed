// Writes docs/costs.md; with --print, to standard output. A test proves that it is up to date.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { costsDocument } from './document.ts';
import { readPrices } from './prices.ts';
import { synthesizeSyncs } from './template.ts';

const file = fileURLToPath(new URL('../../docs/costs.md', import.meta.url));
const sizes = [1, 10].map((syncs) => ({ syncs, resources: synthesizeSyncs(syncs) }));
const text = await format(costsDocument(sizes, readPrices()), { parser: 'markdown', printWidth: 120 });
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(file, text);
