"""When the rows behind a day's figures changed, told by their row versions alone."""

# ruff: noqa: S608 - the statements are put together from the constants of this file only
from collections.abc import Collection
from datetime import date

from django.db import connection


def change_marks(
    unit_ids: Collection[int], first: date, last: date, zone: str, *, with_states: bool
) -> dict[tuple[int, date], str]:
    """(work unit, day) → a text that changes whenever a row behind that day's figures does.

    Made of row counts and row versions (xmin), so that it needs nothing from those who write.
    A stop or state touches the day before as well, for a night shift that began there.
    """
    sources = _MARKS if with_states else _MARKS[:-1]
    rows = " UNION ALL ".join(sources)
    statement = f"""SELECT unit, day, string_agg(mark, ' ' ORDER BY mark) FROM (
        SELECT unit, day, source || count(*) || ':' || sum(version) AS mark FROM ({rows}) AS rows
        WHERE day BETWEEN %(first)s AND %(last)s GROUP BY unit, day, source) AS marks GROUP BY unit, day"""
    values = {"units": list(unit_ids), "first": first, "last": last, "zone": zone}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {(unit, day): mark for unit, day, mark in cursor.fetchall()}


_DAY_OF_RESULT = "coalesce(r.shift_date, (r.hour AT TIME ZONE %(zone)s)::date)"
_DAYS = """generate_series((t.started_at AT TIME ZONE %(zone)s)::date - 1,
    least((coalesce(t.ended_at, 'infinity') AT TIME ZONE %(zone)s)::date, %(last)s::date), '1 day')"""
_IN_DAYS = """t.work_unit_id = ANY(%(units)s) AND t.started_at < (%(last)s::date + 2)::timestamp AT TIME ZONE %(zone)s
    AND (t.ended_at IS NULL OR t.ended_at >= %(first)s::timestamp AT TIME ZONE %(zone)s)"""
_MARKS = (
    f"""SELECT r.work_unit_id AS unit, {_DAY_OF_RESULT} AS day, 'r' AS source, r.xmin::text::bigint AS version
        FROM production_productionresult AS r WHERE r.work_unit_id = ANY(%(units)s)
        AND r.hour >= (%(first)s::date - 1)::timestamp AT TIME ZONE %(zone)s
        AND r.hour < (%(last)s::date + 2)::timestamp AT TIME ZONE %(zone)s""",
    f"""SELECT r.work_unit_id, {_DAY_OF_RESULT}, 'c', c.xmin::text::bigint FROM production_resultcorrection AS c
        JOIN production_productionresult AS r ON r.id = c.result_id WHERE r.work_unit_id = ANY(%(units)s)""",
    f"""SELECT t.work_unit_id, d::date, 's', t.xmin::text::bigint
        FROM production_downtime AS t, {_DAYS} AS d WHERE {_IN_DAYS}""",
    f"""SELECT t.work_unit_id, d::date, 'i', t.xmin::text::bigint
        FROM production_stateinterval AS t, {_DAYS} AS d WHERE {_IN_DAYS}""",
)
