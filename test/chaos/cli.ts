import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { planLives } from './campaign/campaign.ts';
import { liveInProcesses } from './campaign/processes.ts';
import { synthesizeSync } from './campaign/world.ts';
import { readOptions, UsageError } from './options.ts';
import { Tally } from './report.ts';

/** Progress goes to standard error, so that standard output holds the result and nothing else. */
const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) return 0;
  const { runs, seed, processes, json } = options;
  const workFolder = await mkdtemp(path.join(os.tmpdir(), 'audience-sync-chaos-'));
  // Ctrl-C ends the processes of the lives, too: all belong to the terminal's group.
  process.once('SIGINT', () => {
    rmSync(workFolder, { recursive: true, force: true });
    process.exit(130);
  });
  const tally = new Tally();
  try {
    say('Synthesizing the CDK app …');
    const assembly = await synthesizeSync(workFolder);
    await liveInProcesses(planLives(seed, runs), {
      assembly,
      workFolder,
      processes,
      onRun: (life, report) => {
        tally.add(life, report);
        const { violations, redrives } = tally;
        say(
          `run ${life.firstRun + report.run - 1} (${tally.runs} of ${runs}, ${redrives} redrives, ${violations} violations): ${report.story}`,
        );
        for (const { invariant, detail } of report.violations) say(`  VIOLATION: ${invariant}: ${detail}`);
      },
    });
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  process.stdout.write(json ? tally.document(seed) : tally.table(seed));
  return tally.violations === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`npm run chaos: ${error.message}`);
  process.exitCode = 2;
}
