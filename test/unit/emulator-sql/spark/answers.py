"""Writes answers.ndjson: what Spark itself says to statements.json. Run with Java 17 and `pip install pyspark==3.5.9`."""

import datetime
import decimal
import json
import pathlib

import pyspark
from pyspark.sql import SparkSession

HERE = pathlib.Path(__file__).parent
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.ui.enabled", "false")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def plain(value):
    """A value as JSON that keeps apart what JSON does not."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, decimal.Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, datetime.datetime):
        return {"timestamp": (value.astimezone(datetime.timezone.utc) - EPOCH) // datetime.timedelta(microseconds=1)}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, (bytes, bytearray)):
        return {"binary": bytes(value).hex()}
    if isinstance(value, tuple):
        return {"struct": [[name, plain(item)] for name, item in zip(value.__fields__, value)]}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {"map": sorted([[plain(key), plain(item)] for key, item in value.items()], key=json.dumps)}


def answer(sql):
    try:
        frame = spark.sql(sql)
        rows = [[plain(value) for value in row] for row in frame.collect()]
        return {"types": [kind for _, kind in frame.dtypes], "rows": rows}
    except Exception as error:  # whatever it is: Spark refuses the statement
        return {"error": str(error).strip().splitlines()[0][:120]}


statements = json.loads((HERE / "statements.json").read_text())
for name, sql in statements["tables"].items():
    spark.sql(sql).createOrReplaceTempView(name)

def select(text):
    """An expression for every person, or once if it has a query of its own."""
    return f"SELECT {text} AS x" if "FROM people" in text else f"SELECT {text} AS x FROM people"


asked = [select(text) for texts in statements["expressions"].values() for text in texts]
asked += statements["queries"] + statements["errors"]
lines = [{"spark": pyspark.__version__}] + [{"sql": sql, **answer(sql)} for sql in asked]
(HERE / "answers.ndjson").write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
