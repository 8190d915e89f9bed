import { html, type Html } from './html.ts';

type Cell = Html | string | number;

interface DataColumn {
  readonly head: string;
  readonly kind?: 'text' | 'number' | 'prose';
}

interface DataRow {
  /** So that the row can be linked to. */
  readonly id?: string;
  readonly cells: readonly Cell[];
}

interface DataTable {
  readonly caption: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly DataRow[];
}

/** A table that scrolls by itself where it is wider than the page, by keyboard too. Its first column heads the rows. */
export function dataTable({ caption, columns, rows }: DataTable): Html {
  const kindAt = (index: number): string => columns[index]?.kind ?? 'text';
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ head, kind = 'text' }) => html`<th scope="col" class="${kind}">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ id, cells }) => html`
        <tr${id === undefined ? null : html` id="${id}"`}>${cells.map((cell, index) =>
          index === 0
            ? html`<th scope="row" class="${kindAt(index)}">${cell}</th>`
            : html`<td class="${kindAt(index)}">${cell}</td>`,
        )}</tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
