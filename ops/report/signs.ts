import { type Run, wordFor } from '../runs/run.ts';
import { html, type Html } from './html.ts';

interface Sign {
  readonly shape: string;
  readonly tone: 'good' | 'bad' | 'notable';
}

/** A shape for how a run stands, which can be told apart without its colour. */
export function signFor({ status, record, redrives }: Run): Sign {
  if (status === 'RUNNING') return { shape: '…', tone: 'notable' };
  if (status !== 'SUCCEEDED') return { shape: '✕', tone: 'bad' };
  if (record?.outcome === 'skipped' || record?.outcome === 'planned') return { shape: '–', tone: 'notable' };
  return { shape: redrives > 0 ? '↻' : '✓', tone: 'good' };
}

export function outcomeWithSign(run: Run): Html {
  const { shape, tone } = signFor(run);
  return html`<span class="${tone}"><span class="mark" aria-hidden="true">${shape}</span>${wordFor(run)}</span>`;
}
