import { readFileSync } from 'node:fs';
import * as z from 'zod';

const PRICE_NAMES = [
  'stateTransition',
  'lambdaRequest',
  'lambdaGbSecond',
  'logIngestion',
  'logStorage',
  'metricMonth',
  'alarm',
  'dashboard',
  'secret',
  'secretCall',
  'key',
  'email',
  'scheduledInvocation',
  'trace',
] as const;
export type PriceName = (typeof PRICE_NAMES)[number];

const Price = z.strictObject({
  usd: z.number().positive(),
  per: z.int().positive(),
  unit: z.string(),
  /** What every account has free of charge each month; never taken off, because other services use it too. */
  allowance: z.string().nullable(),
  source: z.url(),
  /** How far the price could be checked on the day. */
  seen: z.string(),
});

const PriceFile = z.strictObject({
  date: z.iso.date(),
  region: z.string(),
  currency: z.literal('USD'),
  prices: z.record(z.enum(PRICE_NAMES), Price),
});
export type PriceFile = z.infer<typeof PriceFile>;

export const readPrices = (): PriceFile =>
  PriceFile.parse(JSON.parse(readFileSync(new URL('prices.json', import.meta.url), 'utf8')));
