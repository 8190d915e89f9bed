// Writes docs/costs.md; with --print, to standard output. A test proves that it is up to date.
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { costsDocument } from './document.ts';
import { readPrices } from './prices.ts';
import { synthesizeSyncs } from './template.ts';

const program = new Command('npm run costs --')
  .description(
    'Writes docs/costs.md: what a month of the deployment costs at AWS, from the synthesized template and the prices.',
  )
  .option('--print', 'print it instead', false)
  .helpOption('-h, --help', 'show this help')
  .parse();

const file = fileURLToPath(new URL('../../docs/costs.md', import.meta.url));
const sizes = [1, 10].map((syncs) => ({ syncs, resources: synthesizeSyncs(syncs) }));
const text = await format(costsDocument(sizes, readPrices()), { parser: 'markdown', printWidth: 120 });
if (program.opts<{ readonly print: boolean }>().print) process.stdout.write(text);
else {
  writeFileSync(file, text);
  process.stderr.write(`Wrote ${file}.\n`);
}
