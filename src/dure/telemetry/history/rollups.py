"""Roll-ups: what happened to a signal in each minute and hour, so that a year is read from some thousand rows.

Pure SQL. A bucket holds the smallest, largest, mean and last believed number, the last text, how
many readings there were and the quality of the last one: where that is MISSING a line breaks
after the bucket. A missing value is never a zero.
"""

# ruff: noqa: S608 - SQL for table functions takes no parameters; only numbers and quoted own paths go in

from dure.kernel.observation import Quality
from dure.telemetry.history import engine

COLUMNS = "signal, time_ms, count, numbers, missing, low, high, mean, last, last_text, texts, last_quality"
MINUTE_MS = 60_000
HOUR_MS = 3_600_000

_VALUE = f"CASE WHEN {engine.BELIEVED} THEN coalesce(whole::DOUBLE, number) END"
_TEXT = f"CASE WHEN {engine.BELIEVED} THEN text END"
_AT = "(time_ms, time_rest, file_index, file_row_number)"


def from_base(query: str, bucket_ms: int) -> str:
    """SQL of buckets from single observations (columns of `reader.base`). time_ms: start of the bucket."""
    value = f"({_VALUE})"
    text = f"({_TEXT})"
    return (
        f"SELECT signal, {_bucket(bucket_ms)} AS time_ms, count(*)::INTEGER AS count, "
        f"count({value})::INTEGER AS numbers, "
        f"count(*) FILTER (quality = {int(Quality.MISSING)})::INTEGER AS missing, "
        f"min({value}) AS low, max({value}) AS high, avg({value}) AS mean, "
        f"arg_max({value}, {_AT}) AS last, arg_max({text}, {_AT}) AS last_text, "
        f"count(DISTINCT {text})::INTEGER AS texts, arg_max(quality, {_AT})::UTINYINT AS last_quality "
        f"FROM ({query}) GROUP BY ALL"
    )


def from_buckets(query: str, bucket_ms: int) -> str:
    """SQL of wider buckets from narrower ones. texts: at least that many different ones."""
    return (
        f"SELECT signal, {_bucket(bucket_ms)} AS time_ms, sum(count)::INTEGER AS count, "
        "sum(numbers)::INTEGER AS numbers, sum(missing)::INTEGER AS missing, min(low) AS low, max(high) AS high, "
        "sum(mean * numbers) / nullif(sum(numbers), 0) AS mean, arg_max(last, time_ms) AS last, "
        "arg_max(last_text, time_ms) AS last_text, "
        "greatest(max(texts), count(DISTINCT last_text))::INTEGER AS texts, "
        f"arg_max(last_quality, time_ms)::UTINYINT AS last_quality FROM ({query}) GROUP BY ALL"
    )


def _bucket(bucket_ms: int) -> str:
    # Floor also before 1970, where // cuts towards zero.
    return f"time_ms - ((time_ms % {bucket_ms:d}) + {bucket_ms:d}) % {bucket_ms:d}"
