// The lock file must work everywhere: no registry host in it, and every optional platform package resolved
// (npm leaves out those whose metadata a mirror lacks, and `npm ci` then stops on the next machine).
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const resolvedNames = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, '')));
const problems = [];
for (const [key, entry] of Object.entries(packages)) {
  if (entry.resolved && !entry.link) problems.push(`${key} names where it was downloaded from: ${entry.resolved}`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!resolvedNames.has(name))
      problems.push(`${key} has the optional dependency ${name}, which the lock file lacks`);
  }
}
for (const problem of problems) process.stderr.write(`package-lock.json: ${problem}\n`);
if (problems.length === 0)
  process.stdout.write(
    `package-lock.json: ${Object.keys(packages).length} packages, no registry host, no missing platform package\n`,
  );
process.exitCode = problems.length === 0 ? 0 : 1;
