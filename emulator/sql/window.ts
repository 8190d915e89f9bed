import * as z from 'zod';
import { isGiven, kindOf, nodeReader, Part, Parts } from './ast.ts';
import { expression, type Emission, type Typed } from './emission.ts';
import { nameOf } from './names.ts';
import { resolve } from './scope.ts';
import { sortKey } from './sort-key.ts';
import { SqlNotSupported } from './sql-error.ts';

const readWindow = nodeReader('A window', { partition_by: Parts, order_by: Parts, window_frame: Part });
const readFrame = nodeReader('A window frame', {
  units: z.enum(['Rows', 'Range']),
  start_bound: Part,
  end_bound: Part,
});
const readOrder = nodeReader('ORDER BY', { expr: Part, options: Part });
const readOrderOptions = nodeReader('ORDER BY', { asc: z.boolean().nullish(), nulls_first: z.boolean().nullish() });

/** ` OVER (…)` */
export function overClause(emission: Emission, node: unknown): string {
  const [kind, window] = kindOf(node);
  if (kind !== 'WindowSpec') throw new SqlNotSupported('A named window is not supported.');
  const { partition_by: partition, order_by: order, window_frame: frame } = readWindow(window);
  const parts = [
    partition.length > 0 ? `PARTITION BY ${partition.map((part) => expression(emission, part).sql).join(', ')}` : '',
    order.length > 0 ? `ORDER BY ${orderList(emission, order)}` : '',
    isGiven(frame) ? frameClause(emission, frame) : '',
  ];
  return ` OVER (${parts.filter((part) => part !== '').join(' ')})`;
}

function frameClause(emission: Emission, node: unknown): string {
  const { units, start_bound: start, end_bound: end } = readFrame(node);
  return `${units.toUpperCase()} BETWEEN ${bound(emission, start)} AND ${isGiven(end) ? bound(emission, end) : 'CURRENT ROW'}`;
}

function bound(emission: Emission, node: unknown): string {
  const [kind, distance] = kindOf(node);
  if (kind === 'CurrentRow') return 'CURRENT ROW';
  return `${isGiven(distance) ? expression(emission, distance).sql : 'UNBOUNDED'} ${kind.toUpperCase()}`;
}

/** The items of ORDER BY. Spark puts NULL first, and last where the order descends. */
export function orderList(emission: Emission, items: readonly unknown[]): string {
  return items
    .map((item) => {
      const { expr, options } = readOrder(item);
      const { asc, nulls_first: nullsFirst } = readOrderOptions(options);
      const ascends = asc ?? true;
      const nulls = (nullsFirst ?? ascends) ? 'NULLS FIRST' : 'NULLS LAST';
      return `${sortKey(orderedBy(emission, expr))} ${ascends ? 'ASC' : 'DESC'} ${nulls}`;
    })
    .join(', ');
}

/** A name by itself is an alias first, for both. */
function orderedBy(emission: Emission, node: unknown): Typed {
  const [kind, body] = kindOf(node);
  if (kind !== 'Identifier') return expression(emission, node);
  return resolve({ ...emission.scope, shadowed: [] }, [nameOf(body)]);
}
