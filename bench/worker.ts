import { link } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { textLiteral } from '../emulator/sql/duckdb-text.ts';
import { createWarehouse, type Warehouse } from '../emulator/warehouse/warehouse.ts';
import { TABLES } from './tables.ts';
import { type Assignment, Task, type Effort, type Work } from './task.ts';

/** The process of one task: it gets it as a message, answers with another, and ends. */
process.once('message', (message) => {
  void answer(Task.parse(message));
});

async function answer(task: Task): Promise<void> {
  process.send?.(await carryOut(task).catch((error: unknown) => ({ failure: String(error) })));
  process.disconnect();
}

async function carryOut(task: Task): Promise<{ effort: Effort; work: Work }> {
  const warehouse = await openWarehouse(task);
  try {
    const cpuBefore = process.cpuUsage();
    const wallBefore = performance.now();
    const done = await work(task, warehouse);
    const { user, system } = process.cpuUsage(cpuBefore);
    const effort = {
      cpuSeconds: (user + system) / 1e6,
      wallSeconds: (performance.now() - wallBefore) / 1e3,
      // The process that started this one is small: what getrusage(2) inherits from it does not show.
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    return { effort, work: done };
  } finally {
    await warehouse.close();
  }
}

/** The emulator's own, over links to the batches: a file that a task writes is no other task's. */
async function openWarehouse({ folder, batches, threads, memoryLimit }: Task): Promise<Warehouse> {
  const warehouse = await createWarehouse({ folder, threads, memoryLimit });
  for (const [table, columns] of Object.entries(TABLES)) await warehouse.defineTable(table, columns);
  for (const { table, id, file } of batches) {
    const own = path.join(folder, `${id}.parquet`);
    await link(file, own);
    await warehouse.addBatch(table, { id, file: own, ingestedAt: 0 });
  }
  return warehouse;
}

function work({ assignment, threads, memoryLimit }: Task, warehouse: Warehouse): Promise<Work> {
  switch (assignment.kind) {
    case 'generate':
      return generate(assignment, warehouse, { threads: String(threads), memory_limit: memoryLimit });
    case 'block':
      return runBlock(assignment.sql, warehouse);
    case 'read':
      return warehouse.read(assignment.sql).then((rows) => ({ files: [], rows }));
  }
}

async function generate(
  { table, sql }: Extract<Assignment, { kind: 'generate' }>,
  warehouse: Warehouse,
  settings: Record<string, string>,
): Promise<Work> {
  const file = warehouse.newFile(table);
  const instance = await DuckDBInstance.create(':memory:', { ...settings, preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  await connection.run(`SET timezone = 'UTC'`);
  const written = await connection.run(`COPY (${sql}) TO ${textLiteral(file)} (FORMAT parquet, COMPRESSION zstd)`);
  const rows = Number((await written.getRows())[0]?.[0]);
  instance.closeSync();
  return { files: [{ table, file, rows }], rows: [] };
}

async function runBlock(sql: string, warehouse: Warehouse): Promise<Work> {
  let batches = 0;
  const { inserts, error } = await warehouse.execute(sql, {
    newBatchId: () => `INSERT-${(batches += 1)}`,
    now: Date.parse('2026-02-03T00:00:00Z'),
  });
  if (error !== null) throw new Error(`${error.code}: ${error.message}`);
  return { files: inserts.map(({ table, file, rows }) => ({ table, file, rows })), rows: [] };
}
