"""Runs the days that run.ts wrote in a real Spark, each transform twice, and compares with the model row by row.

python run_days.py FOLDER materialised|lazy
  materialised: a temp table is computed when it is created.  lazy: it is a view, computed anew at each use.
Query Service documents neither, so both must give the same.
"""
import datetime
import json
import os
import pathlib
import re
import sys
import time

import pyspark
from pyspark.sql import DataFrame, Row, SparkSession

folder = pathlib.Path(sys.argv[1])
is_lazy = sys.argv[2] == "lazy"
os.environ["TZ"] = "UTC"  # pyspark hands timestamps out in the machine's own time zone
time.tzset()
TABLES = ("audience_membership", "audience_sync_ledger")

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.ui.showConsoleProgress", "false")
    .config("spark.driver.host", "127.0.0.1")
    .config("spark.driver.bindAddress", "127.0.0.1")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def ddl(table: str) -> str:
    columns = json.loads((folder / "columns.json").read_text())[table]
    return ", ".join(f"{column['name']} {column['type']}" for column in columns)


def as_json(value):
    """Rows as the model writes them: times as ISO 8601 in UTC, to the millisecond."""
    if isinstance(value, Row):
        return {name: as_json(value[name]) for name in value.__fields__}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return value


def rows_of(table: str) -> dict:
    spark.catalog.refreshTable(table)
    rows = [as_json(row) for row in spark.sql(f"SELECT * FROM {table}").collect()]
    by_id = {row["_id"]: row for row in rows}
    assert len(by_id) == len(rows), f"{table}: a row stands there twice"
    return by_id


def run(statements: list) -> "str | None":
    """Statement by statement, as a block does; gives back the guard's message, or whatever else Spark complains of."""
    created = []
    try:
        for statement in statements:
            text = re.sub(r"^--.*\n", "", statement)
            temp = re.match(r"CREATE TEMP TABLE (\w+) AS\n(.*)", text, re.S)
            if temp is None:
                spark.sql(text)
                continue
            name, select = temp.groups()
            created.append(name)
            result: DataFrame = spark.sql(select)
            (result if is_lazy else result.localCheckpoint(eager=True)).createOrReplaceTempView(name)
    except Exception as error:  # noqa: BLE001 - the message is the result
        guard = re.search(r"AUDIENCE_SYNC_GUARD .*?(?= SQLSTATE|\n|$)", str(error))
        return guard.group(0) if guard else str(error)[:2000]
    finally:
        for name in created:
            spark.catalog.dropTempView(name)
    return None


def added(before: dict, after: dict) -> dict:
    return {key: row for key, row in after.items() if key not in before}


def differences(expected: list, got: dict) -> list:
    wanted = {row["_id"]: row for row in expected}
    keys = [key for key in wanted.keys() | got.keys() if wanted.get(key) != got.get(key)]
    return [f"expected {wanted.get(key)}\n     got {got.get(key)}" for key in sorted(keys)[:3]]


for table in TABLES:
    spark.sql(f"CREATE TABLE {table} ({ddl(table)}) USING parquet")
export_schema = ddl("audience_export") + ", _acp_system_metadata struct<acp_sourceBatchId:string>"

failures = 0
state = {table: rows_of(table) for table in TABLES}
days = sorted(path for path in folder.iterdir() if (path / "day.json").exists())
for index, path in enumerate(days):
    day = json.loads((path / "day.json").read_text())
    seen = [str(earlier / "export.ndjson") for earlier in days[: index + 1]]
    spark.read.schema(export_schema).json(seen).createOrReplaceTempView("audience_export")

    *dying, last = day["statements"]
    expected_error = day["outcome"].get("error")
    errors = [run(statements[:-1]) for statements in dying]
    problems = [f"an attempt that should die later: {error}" for error in errors if error not in (None, expected_error)]
    error = run(last)
    if error != expected_error:
        problems.append(f"expected error {expected_error}\n     got error {error}")
    after = {table: rows_of(table) for table in TABLES}
    for table, key in zip(TABLES, ("target", "ledger")):
        problems += differences(day["outcome"].get(key, []), added(state[table], after[table]))

    run(last)
    for table in TABLES:
        again = added(after[table], rows_of(table))
        if again:
            problems.append(f"the same statement again wrote {len(again)} rows into {table}")
    counts = "refused" if error else " + ".join(str(len(added(state[t], after[t]))) for t in TABLES) + " rows"
    state = after
    failures += len(problems)
    print(f"Spark {pyspark.__version__}, {sys.argv[2]}: {day['title']}: {counts}", *problems, sep="\n  ", flush=True)

print("Spark and the model agree" if failures == 0 else f"{failures} differences")
sys.exit(1 if failures else 0)
