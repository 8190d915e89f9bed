/**
 * Spark's functions where DuckDB has none of the same meaning, as DuckDB macros. Each was compared with Spark 3.5 at its
 * edges (test/unit/emulator-sql). Where a macro cannot tell what Spark would say, it fails: `error('NotSupported: …')`.
 * Lambda parameters have names that no column has: an argument may stand inside the lambda.
 */
const CONVERSIONS = {
  'spark_trim(x)': String.raw`regexp_replace(x, '^\s+|\s+$', '', 'g')`,
  // Spark cuts off decimals, and reads '.5' as 0.
  'spark_integer_text(x)': String.raw`
    CASE WHEN regexp_full_match(x, '\s*[+-]?(\d+(\.\d*)?|\.\d+)\s*')
      THEN regexp_replace(regexp_extract(x, '^\s*([+-]?\d*)', 1), '^([+-]?)$', '\10') END`,
  'spark_decimal_text(x)': String.raw`
    CASE WHEN regexp_full_match(x, '\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*') THEN spark_trim(x) END`,
  'spark_double(x)': String.raw`
    CASE WHEN regexp_full_match(x, '\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?\s*')
      THEN TRY_CAST(regexp_replace(spark_trim(x), '[dDfF]$', '') AS DOUBLE)
    WHEN regexp_full_match(x, '(?i)\s*([+-]?inf(inity)?|nan)\s*') THEN TRY_CAST(spark_trim(x) AS DOUBLE) END`,
  'spark_boolean(x)': `
    CASE WHEN lower(spark_trim(x)) IN ('t', 'true', 'y', 'yes', '1') THEN TRUE
    WHEN lower(spark_trim(x)) IN ('f', 'false', 'n', 'no', '0') THEN FALSE END`,
  // '2026', '2026-3', '2026-3-4', and anything behind a blank or T after that
  'spark_date(x)': String.raw`
    CASE WHEN regexp_full_match(x, '\s*\d{4}(-\d{1,2}(-\d{1,2}([ T].*)?)?)?\s*') THEN TRY_CAST(concat(
      regexp_extract(x, '\d{4}'), '-',
      coalesce(nullif(regexp_extract(x, '\d{4}-(\d{1,2})', 1), ''), '1'), '-',
      coalesce(nullif(regexp_extract(x, '\d{4}-\d{1,2}-(\d{1,2})', 1), ''), '1')) AS DATE) END`,
  'spark_timestamp(x)': String.raw`
    CASE WHEN regexp_full_match(x, '\s*\d{4}(-\d{1,2}(-\d{1,2})?)?\s*') THEN CAST(spark_date(x) AS TIMESTAMPTZ)
    WHEN regexp_full_match(x, '\s*\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}\s*')
      THEN TRY_CAST(spark_trim(x) || ':00' AS TIMESTAMPTZ)
    WHEN regexp_full_match(x, '\s*\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?\s?(Z|[+-]\d{2}:\d{2})?\s*')
      THEN TRY_CAST(regexp_replace(spark_trim(x), '\s(Z|[+-])', '\1') AS TIMESTAMPTZ)
    WHEN regexp_matches(x, '\d:\d') THEN error('NotSupported: this form of a timestamp') END`,
  'spark_timestamp_text(x)': String.raw`regexp_replace(CAST(x AS VARCHAR), '\+00$', '')`,
  // Beyond these limits Java writes an exponent.
  'spark_double_text(x)': `
    CASE WHEN isnan(x) THEN 'NaN'
    WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN x = 0 OR abs(x) BETWEEN 1e-3 AND 9999999.999999999 THEN CAST(x AS VARCHAR)
    WHEN x IS NOT NULL THEN error('NotSupported: the text of a number this large or small') END`,
};

const TEXT = {
  // Java has letters whose upper case is several; of them only sharp s is done.
  'spark_upper(s)': String.raw`
    CASE WHEN regexp_matches(s, '[\x{0149}\x{01F0}\x{0390}\x{03B0}\x{0587}\x{1E96}-\x{1E9A}\x{1F50}-\x{1FFC}\x{FB00}-\x{FB17}]')
      THEN error('NotSupported: upper() of a letter that becomes several')
    ELSE upper(replace(s, chr(223), 'SS')) END`,
  'spark_lower(s)': `
    CASE WHEN contains(s, chr(304)) OR contains(s, chr(931))
      THEN error('NotSupported: lower() of I with a dot and of sigma')
    ELSE lower(s) END`,
  // DuckDB leaves the marks of a letter behind it, Spark does not.
  'spark_reverse(s)': `
    array_to_string(list_transform(range(length(s), 0, -1), lambda spark__at: substring(s, spark__at, 1)), '')`,
  'spark_substring(s, p, n)': `
    CASE WHEN n <= 0 THEN ''
    WHEN p > 0 THEN substring(s, p, n)
    WHEN p = 0 THEN substring(s, 1, n)
    WHEN length(s) + p >= 0 THEN substring(s, length(s) + p + 1, n)
    ELSE substring(s, 1, greatest(n + length(s) + p, 0)) END`,
  'spark_left(s, n)': `CASE WHEN n <= 0 THEN '' ELSE left(s, n) END`,
  'spark_right(s, n)': `CASE WHEN n <= 0 THEN '' ELSE right(s, n) END`,
  'spark_pad_left(s, n, p)': `CASE WHEN n <= 0 THEN '' WHEN p = '' THEN left(s, n) ELSE lpad(s, n, p) END`,
  'spark_pad_right(s, n, p)': `CASE WHEN n <= 0 THEN '' WHEN p = '' THEN left(s, n) ELSE rpad(s, n, p) END`,
  'spark_repeat(s, n)': `CASE WHEN n <= 0 THEN '' ELSE repeat(s, n) END`,
  'spark_unhex(x)': `CASE WHEN regexp_full_match(x, '[0-9A-Fa-f]*') THEN unhex(x) END`,
  'spark_chr(n)': `CASE WHEN n < 0 THEN '' ELSE chr(CAST(n % 256 AS INTEGER)) END`,
  'spark_array_join(l, s)': `
    CASE WHEN l IS NOT NULL AND s IS NOT NULL
      THEN coalesce(array_to_string(list_filter(l, lambda spark__item: spark__item IS NOT NULL), s), '') END`,
  'spark_array_join_all(l, s, n)': `
    CASE WHEN l IS NOT NULL AND s IS NOT NULL AND n IS NOT NULL
      THEN coalesce(array_to_string(list_transform(l, lambda spark__item: coalesce(spark__item, n)), s), '') END`,
};

const DATES = {
  'spark_add_months(d, n)': `CAST(d + to_months(CAST(n AS INTEGER)) AS DATE)`,
  'spark_from_unixtime(s)': `strftime(make_timestamp(CAST(s AS BIGINT) * 1000000), '%Y-%m-%d %H:%M:%S')`,
};

const ARRAYS = {
  // In brackets Spark counts from 0, and has NULL for what is not there.
  'spark_item(l, i)': `CASE WHEN i >= 0 THEN list_extract(l, i + 1) END`,
  'spark_element(l, i)': `CASE WHEN i = 0 THEN error('element_at() counts from 1') ELSE list_extract(l, i) END`,
  'spark_slice(l, s, n)': `
    CASE WHEN s = 0 THEN error('slice() counts from 1')
    WHEN n < 0 THEN error('slice() takes no negative length')
    WHEN n = 0 OR s > len(l) OR s < -len(l) THEN list_slice(l, 1, 0)
    WHEN s < 0 THEN list_slice(l, len(l) + s + 1, len(l) + s + n)
    ELSE list_slice(l, s, s + n - 1) END`,
  'spark_has_null(l)': `len(list_filter(l, lambda spark__item: spark__item IS NULL)) > 0`,
  'spark_array_contains(l, x)': `
    CASE WHEN list_contains(l, x) THEN TRUE WHEN l IS NULL OR x IS NULL OR spark_has_null(l) THEN NULL ELSE FALSE END`,
  'spark_array_position(l, x)': `
    CASE WHEN l IS NOT NULL AND x IS NOT NULL THEN coalesce(list_position(l, x), 0) END`,
  'spark_array_distinct(l)': `
    list_filter(l, lambda spark__item, spark__at: list_position(l, spark__item) = spark__at)`,
  'spark_array_union(a, b)': `
    CASE WHEN a IS NOT NULL AND b IS NOT NULL THEN spark_array_distinct(list_concat(a, b)) END`,
  'spark_array_except(a, b)': `
    CASE WHEN b IS NOT NULL
      THEN list_filter(spark_array_distinct(a), lambda spark__kept: coalesce(list_position(b, spark__kept), 0) = 0) END`,
  'spark_array_intersect(a, b)': `
    CASE WHEN b IS NOT NULL
      THEN list_filter(spark_array_distinct(a), lambda spark__kept: coalesce(list_position(b, spark__kept), 0) > 0) END`,
  'spark_array_remove(a, x)': `
    CASE WHEN x IS NOT NULL THEN list_filter(a, lambda spark__item: spark__item IS DISTINCT FROM x) END`,
  'spark_arrays_overlap(a, b)': `
    CASE WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN list_has_any(list_filter(a, lambda spark__item: spark__item IS NOT NULL), b) THEN TRUE
    WHEN len(a) > 0 AND len(b) > 0 AND (spark_has_null(a) OR spark_has_null(b)) THEN NULL
    ELSE FALSE END`,
  'spark_flatten(l)': `CASE WHEN spark_has_null(l) THEN NULL ELSE flatten(l) END`,
  'spark_or_null(l)': `CASE WHEN coalesce(len(l), 0) = 0 THEN [NULL] ELSE l END`,
};

const MAPS = {
  'spark_map_concat(a, b)': `
    CASE WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN list_has_any(map_keys(a), map_keys(b)) THEN error('[DUPLICATED_MAP_KEY] map_concat() of maps with the same key')
    ELSE map_concat(a, b) END`,
};

/** Statements that define them, for everyone who uses the database. */
export const PRELUDE: readonly string[] = Object.entries({
  ...CONVERSIONS,
  ...TEXT,
  ...DATES,
  ...ARRAYS,
  ...MAPS,
}).map(([signature, body]) => `CREATE MACRO ${signature} AS ${body}`);

/** Settings of every connection: Spark's null order; times are shown and read in UTC. */
export const SETTINGS: readonly string[] = [
  `SET GLOBAL TimeZone = 'UTC'`,
  `SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'`,
];
