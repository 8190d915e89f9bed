import { asText } from '../coercion.ts';
import type { Typed } from '../emission.ts';
import { arrayOf, BINARY, INT, isScalar, sparkTypeText, STRING, VOID } from '../spark-types.ts';
import { SqlNotSupported } from '../sql-error.ts';
import {
  binary,
  literalText,
  oneOrTwo,
  sqlOf,
  ternary,
  twoOrThree,
  typed,
  unary,
  variadic,
  type FunctionTable,
} from './scalar-function.ts';
import { concatArrays } from './arrays.ts';
import { regex, replacement, separatorRegex } from './regex.ts';

const text = (sql: string): Typed => typed(sql, STRING);
/** DuckDB counts in BIGINT where Spark counts in INT. */
const count = (sql: string): Typed => typed(`CAST(${sql} AS INTEGER)`, INT);

export const TEXT_FUNCTIONS: FunctionTable = {
  upper: unary((x) => text(`spark_upper(${asText(x).sql})`)),
  lower: unary((x) => text(`spark_lower(${asText(x).sql})`)),
  length: unary((x) => count(`length(${asText(x).sql})`)),
  reverse: unary((x) =>
    x.type.kind === 'array' ? typed(`list_reverse(${x.sql})`, x.type) : text(`spark_reverse(${asText(x).sql})`),
  ),
  // Spark trims the blank only, not the other white space that DuckDB's default takes too.
  trim: unary((x) => text(`trim(${asText(x).sql}, ' ')`)),
  ltrim: unary((x) => text(`ltrim(${asText(x).sql}, ' ')`)),
  rtrim: unary((x) => text(`rtrim(${asText(x).sql}, ' ')`)),
  replace: twoOrThree((x, search, by) =>
    text(`replace(${asText(x).sql}, ${asText(search).sql}, ${by === undefined ? "''" : asText(by).sql})`),
  ),
  repeat: binary((x, n) => text(`spark_repeat(${asText(x).sql}, ${n.sql})`)),
  left: binary((x, n) => text(`spark_left(${asText(x).sql}, ${n.sql})`)),
  right: binary((x, n) => text(`spark_right(${asText(x).sql}, ${n.sql})`)),
  lpad: twoOrThree((x, n, pad) => text(`spark_pad_left(${asText(x).sql}, ${n.sql}, ${pad?.sql ?? "' '"})`)),
  rpad: twoOrThree((x, n, pad) => text(`spark_pad_right(${asText(x).sql}, ${n.sql}, ${pad?.sql ?? "' '"})`)),
  instr: binary((x, search) => count(`instr(${asText(x).sql}, ${asText(search).sql})`)),
  concat: variadic(1, (args) => {
    if (args.some((arg) => arg.type.kind === 'array')) return concatArrays(args);
    return text(`(${args.map((arg) => asText(arg).sql).join(' || ')})`);
  }),
  concat_ws: variadic(1, ([separator, ...parts]) => {
    const words = parts.map((part) => (part.type.kind === 'array' ? part.sql : `[${asText(part).sql}]`));
    const all = words.length === 0 ? 'CAST([] AS VARCHAR[])' : `flatten([${words.join(', ')}])`;
    return text(`spark_array_join(${all}, ${separator === undefined ? 'NULL' : asText(separator).sql})`);
  }),
  split: binary((x, pattern) =>
    typed(`string_split_regex(${asText(x).sql}, ${separatorRegex(pattern)})`, arrayOf(STRING)),
  ),
  regexp_extract: twoOrThree((x, pattern, group) =>
    text(`regexp_extract(${asText(x).sql}, ${regex(pattern)}, ${group?.sql ?? '1'})`),
  ),
  regexp_replace: ternary((x, pattern, by) =>
    text(`regexp_replace(${asText(x).sql}, ${regex(pattern)}, ${replacement(by)}, 'g')`),
  ),
  chr: unary((n) => text(`spark_chr(${n.sql})`)),
  char: unary((n) => text(`spark_chr(${n.sql})`)),
  md5: unary((x) => text(`md5(${asText(x).sql})`)),
  sha2: binary((x, bits) => {
    if (bits.literal !== 256 && bits.literal !== 0) throw new SqlNotSupported('sha2 is only supported with 256 bits.');
    return text(`sha256(${asText(x).sql})`);
  }),
  unhex: unary((x) => typed(`spark_unhex(${asText(x).sql})`, BINARY)),
  decode: binary((x, charset) => {
    if (!isScalar(x.type, 'binary') || literalText(charset, 'The character set of decode').toUpperCase() !== 'UTF-8') {
      throw new SqlNotSupported('decode is only supported for binary in UTF-8.');
    }
    return text(`decode(${x.sql})`);
  }),
  // DuckDB's error(NULL) is no error.
  raise_error: unary((message) => typed(`error(coalesce(${asText(message).sql}, 'null'))`, STRING)),
  assert_true: oneOrTwo((condition, message) => {
    const says = message === undefined ? "'assert_true: the condition is not true'" : asText(message).sql;
    return typed(`CASE WHEN ${condition.sql} THEN NULL ELSE error(coalesce(${says}, 'null')) END`, VOID);
  }),
  to_json: unary((x) => {
    // Spark leaves out what is NULL, and writes times in a form of its own.
    const type = sparkTypeText(x.type);
    if (x.type.kind !== 'struct' || /timestamp|date|binary|array|map|double|float|decimal/.test(type)) {
      throw new SqlNotSupported(`to_json of ${type} is not supported.`);
    }
    return text(`CASE WHEN ${x.sql} IS NOT NULL THEN CAST(json_merge_patch('{}', to_json(${x.sql})) AS VARCHAR) END`);
  }),
  substring: twoOrThree((x, from, length) =>
    text(`spark_substring(${sqlOf([asText(x), from])}, ${length?.sql ?? '2147483647'})`),
  ),
};
