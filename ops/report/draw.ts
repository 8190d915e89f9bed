import * as Plot from '@observablehq/plot';
import { DOMParser } from 'linkedom';
import * as z from 'zod';
import { Html } from './html.ts';

const document: unknown = new DOMParser().parseFromString('<!doctype html><html></html>', 'text/html');
const Drawn = z.object({ outerHTML: z.string() });

/**
 * Draws a chart as a picture that stands in the page, without a script; it takes its colour from the text around it.
 * Text in a picture shrinks with it: a chart is drawn as wide as it is shown.
 * @param label what the chart shows, for those who do not see it
 */
export function draw(label: string, options: Omit<Plot.PlotOptions, 'ariaLabel' | 'className'>): Html {
  const plot: unknown = Plot.plot({ ...options, document, ariaLabel: label, className: 'chart' });
  const svg = Drawn.parse(plot).outerHTML;
  return new Html(
    svg
      .replace('<svg ', '<svg role="img" ')
      // Plot gives every chart a style sheet; the page has one for all.
      .replace(/<style>[^<]*<\/style>/, '')
      // A label is not allowed on a group without a role (ARIA in HTML); the picture as a whole has one.
      .replaceAll(/(<g\b[^>]*?) aria-label="[^"]*"/g, '$1'),
  );
}
