import * as z from 'zod';

/** One value of one metric, with one of its sets of dimensions. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds, as the function wrote it: by its own clock, unless it says another time. */
  readonly timestamp: number;
}

/** A line says that it carries metrics, but CloudWatch could not read them. */
export class MalformedMetrics extends Error {
  override readonly name = 'MalformedMetrics';
}

const ByteUnits = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'] as const;
const BitUnits = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'] as const;
const Unit = z.enum([
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...ByteUnits,
  ...BitUnits,
  'Percent',
  'Count',
  ...ByteUnits.map((unit) => `${unit}/Second` as const),
  ...BitUnits.map((unit) => `${unit}/Second` as const),
  'Count/Second',
  'None',
]);

/** Source: docs "Specification: Embedded metric format" (CloudWatch), schema and limits. */
const Directive = z.strictObject({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)),
  Metrics: z
    .array(
      z.strictObject({
        Name: z.string().min(1).max(1024),
        Unit: Unit.default('None'),
        StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
      }),
    )
    .max(100),
});
const Metadata = z.strictObject({ Timestamp: z.int().min(0), CloudWatchMetrics: z.array(Directive) });
const Document = z.looseObject({ _aws: Metadata });
type Document = z.infer<typeof Document>;

const Values = z.union([z.number().transform((value) => [value]), z.array(z.number()).min(1).max(100)]);
const DimensionValue = z.string().min(1).max(1024);

/**
 * The metrics in a line that a function has written; none where the line is an ordinary one.
 * @throws MalformedMetrics where it has the form's metadata, but not its shape
 */
export function embeddedMetrics(line: string): Metric[] {
  const value = jsonOf(line);
  if (typeof value !== 'object' || value === null || !('_aws' in value)) return [];
  const document = Document.safeParse(value);
  if (!document.success) throw new MalformedMetrics(z.prettifyError(document.error));
  return document.data._aws.CloudWatchMetrics.flatMap((directive) => metricsOf(document.data, directive));
}

function metricsOf(document: Document, { Namespace, Dimensions, Metrics }: z.infer<typeof Directive>): Metric[] {
  return Metrics.flatMap(({ Name, Unit: unit }) =>
    member(Values, document, Name).flatMap((value) =>
      Dimensions.map((names) => ({
        namespace: Namespace,
        name: Name,
        unit,
        value,
        dimensions: Object.fromEntries(names.map((name) => [name, member(DimensionValue, document, name)])),
        timestamp: document._aws.Timestamp,
      })),
    ),
  );
}

/** Metric values and dimensions stand beside the metadata, under their names. */
function member<Schema extends z.ZodType>(schema: Schema, document: Document, name: string): z.output<Schema> {
  const parsed = schema.safeParse(document[name]);
  if (parsed.success) return parsed.data;
  throw new MalformedMetrics(`"${name}": ${z.prettifyError(parsed.error)}`);
}

function jsonOf(line: string): unknown {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}
