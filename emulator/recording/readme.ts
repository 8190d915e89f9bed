/** The README.md of a record. */
export const RECORD_README = `# A record of what was said to Adobe, and what was written

## http/

One file per HTTP exchange, \`NNNN-METHOD-path.json\`, numbered in the order in which the requests came in: method, URL,
headers and body of the request, status, headers and body of the answer. Access tokens and the client secret are struck out
as \`***\`; of a file there is its size and its SHA-256. Where the emulator was told to reset the connection, the answer is null;
where it was told to end it in the midst of a body, \`endedAfterBytes\` says where, and what was sent until then is there.

## transforms/

One folder per query that inserts rows, \`NNN-<query id>\`:

| file | what it is |
| --- | --- |
| \`statement.sql\` | the text as Query Service got it |
| \`export.ndjson\` | all rows of the export table that the statement could read, with \`_acp_system_metadata\` |
| \`target_before.ndjson\`, \`ledger_before.ndjson\` | the rows of the tables that it writes, as it saw them |
| \`target_after.ndjson\`, \`ledger_after.ndjson\` | the same tables once the query had ended; missing for a query that was cancelled |
| \`tables.json\` | table name → file → Spark schema, how many rows each file has, how the query ended, what it inserted |

Times are ISO 8601 in UTC, maps are JSON objects. To load a table into Spark:

\`\`\`python
tables = json.load(open('tables.json'))['tables']
export = next(t for t in tables if t['file'] == 'export.ndjson')
spark.read.schema(export['schema']).json(export['file']).createOrReplaceTempView(export['table'])
\`\`\`
`;
