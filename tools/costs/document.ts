import {
  LEVEL_METRICS,
  type Metric,
  METRIC_NAMESPACE,
  RUN_METRICS,
  WATCHER_METRICS,
} from '../../shared/watching/metrics.ts';
import { type CostLine, costLines } from './cost-lines.ts';
import type { PriceFile } from './prices.ts';
import type { SynthesizedResource } from './template.ts';
import { USAGE } from './usage.ts';

interface Size {
  readonly syncs: number;
  readonly resources: readonly SynthesizedResource[];
}

/** docs/costs.md, as Markdown. */
export function costsDocument(sizes: readonly Size[], file: PriceFile): string {
  const columns = sizes.map(({ syncs, resources }) => ({ syncs, lines: costLines(resources) }));
  const usd = ({ price, quantity }: CostLine): number => (quantity * file.prices[price].usd) / file.prices[price].per;
  const rows = (columns[0]?.lines ?? []).map(({ what, price }, index) => [
    what,
    ...columns.flatMap(({ lines }) => {
      const line = lines[index];
      return line === undefined ? [] : [amount(line.quantity), money(usd(line))];
    }),
    file.prices[price].unit,
  ]);
  const totals = columns.flatMap(({ lines }) => ['', bold(money(lines.reduce((sum, line) => sum + usd(line), 0)))]);
  const sizesNamed = columns.flatMap(({ syncs }) => [`${syncs} ${syncs === 1 ? 'sync' : 'syncs'}`, 'USD']);
  return [
    '# Costs',
    '',
    'What a month of the stage `prod` costs at AWS, with daily runs. Made by `npm run costs` from the synthesized template, the',
    'prices below and what a run is assumed to do; change one of them and run it again. Adobe charges for what its products do, by',
    'contract: nothing of that is here.',
    '',
    table(['', ...sizesNamed, 'unit'], [...rows, [bold('Together'), ...totals, '']]),
    '',
    'Most of it is watching: metrics, alarms and the dashboard. Allowances that an account has each month are **not** taken off,',
    'because other services in the account use them too.',
    '',
    '## What a run is assumed to do',
    '',
    `- Assumed: an export of ${USAGE.exportMinutes} minutes, a query of ${USAGE.transformMinutes}, and ${USAGE.cjaMinutes} minutes until CJA has taken it in ("CJA guardrails"). The number of looks follows from the delays between them.`,
    `- Measured in the local runner: ${amount(USAGE.historyBytesPerState)} bytes of execution log per state and ${amount(USAGE.logBytesPerInvocation)} bytes of log per invocation (test/fixtures/two-policies).`,
    `- Assumed: ${USAGE.secondsPerInvocation} seconds per invocation, ${USAGE.secondsPerWatchedSync} seconds per sync and watch, ${USAGE.emailsPerSync} e-mails per sync, ${amount(USAGE.platformLogBytesPerInvocation)} bytes of Lambda's own log lines per invocation.`,
    `- A month has ${USAGE.daysPerMonth} days. Logs are counted as they are taken in; CloudWatch keeps them compressed.`,
    '- A run that is started by hand costs as much; one that fails, a redrive or a retry costs its part of a run.',
    '',
    '## Metrics',
    '',
    `Namespace \`${METRIC_NAMESPACE}\`. Each set of values of the dimensions is a metric that is paid for, so the dimensions are the stage and`,
    'the sync, and nothing else will be: figures per audience are in the run record, the ledger and the report.',
    '',
    table(['metric', 'dimensions', 'published', 'what it is'], metricRows()),
    '',
    '## Prices',
    '',
    `Region ${file.region}, looked up on ${file.date}. _As others quote it_: the copy of AWS's page at hand shows no price table; the price is what other pages say of it.`,
    '',
    table(
      ['unit', 'USD', 'per', 'allowance', 'source', 'seen'],
      Object.values(file.prices).map(({ unit, usd: price, per, allowance, source, seen }) => [
        unit,
        price.toFixed(10).replace(/0+$/, '').replace(/\.$/, ''),
        amount(per),
        allowance ?? '',
        source,
        seen,
      ]),
    ),
    '',
  ].join('\n');
}

function metricRows(): string[][] {
  const rows = (metrics: Record<string, Metric>, dimensions: string, published: string): string[][] =>
    Object.entries(metrics).map(([name, { meaning }]) => [`\`${name}\``, dimensions, published, meaning]);
  return [
    ...rows(LEVEL_METRICS, 'Stage, Sync', 'at every watch'),
    ...rows(WATCHER_METRICS, 'Stage', 'at every watch'),
    ...rows(RUN_METRICS, 'Stage, Sync', 'by each confirmed run'),
  ];
}

const bold = (text: string): string => `**${text}**`;
const money = (value: number): string => (value < 0.005 ? '< 0.01' : value.toFixed(2));
const amount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 3 : 0 });

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
