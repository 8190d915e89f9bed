import { embeddedMetrics, MalformedMetrics, type Metric } from './embedded-metrics.ts';

/** Finds metrics in what functions write, as CloudWatch Logs does; keeps account of what it could not read. */
export class MetricReader {
  readonly malformed: { readonly functionName: string; readonly problem: string }[] = [];
  readonly #onMetric: ((functionName: string, metric: Metric) => void) | undefined;

  constructor(onMetric: ((functionName: string, metric: Metric) => void) | undefined) {
    this.#onMetric = onMetric;
  }

  read(functionName: string, line: string): void {
    for (const metric of this.#metricsIn(functionName, line)) this.#onMetric?.(functionName, metric);
  }

  #metricsIn(functionName: string, line: string): readonly Metric[] {
    try {
      return embeddedMetrics(line);
    } catch (error) {
      if (!(error instanceof MalformedMetrics)) throw error;
      this.malformed.push({ functionName, problem: error.message });
      return [];
    }
  }
}
