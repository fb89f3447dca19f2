"""The criteria of the levels once more, each as SQL that was written from its words and not from the code.

Parameters: day, start and finish of the 28 days, finish being the end of the day. Columns: figure, part, whole.
"""

from datetime import date, timedelta

from django.db import connection

from dure.mentoring.level import Figure
from tests.mentoring.stages import at

_MADE = "inventory_item i WHERE i.supply = 'make' AND i.is_active AND i.kind <> 'service'"
_VALID = """x.status IN ('approved', 'retired') AND x.valid_from <= %(day)s
            AND (x.valid_to IS NULL OR x.valid_to >= %(day)s)"""
_SHARE = "part::float8 / nullif(whole, 0), part::float8, nullif(whole, 0)::float8"
_IN = "made_at >= %(start)s AND made_at < %(finish)s"

SQL = {
    "bom": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM product_bom x
        WHERE x.item_id = i.id AND {_VALID})) part, count(*) whole FROM {_MADE}) t""",
    "routing": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM product_routing x
        WHERE x.item_id = i.id AND {_VALID})) part, count(*) whole FROM {_MADE} AND NOT i.is_phantom) t""",
    "standard": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM product_workstandard w
        JOIN product_standardversion v ON v.standard_id = w.id AND v.status = 'in_force'
        WHERE w.is_active AND w.item_id = x.item_id AND w.operation_number = o.number)) part, count(*) whole
        FROM product_operation o JOIN product_routing x ON x.id = o.routing_id
        WHERE {_VALID} AND NOT o.is_subcontracted) t""",
    "equipment": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE manufacturer <> '' AND model <> ''
        AND serial_number <> '') part, count(*) whole FROM plant_workunit WHERE is_active) t""",
    "partners": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE business_number <> '' AND (
        EXISTS (SELECT FROM commerce_address a WHERE a.partner_id = p.id) OR
        EXISTS (SELECT FROM commerce_contact c WHERE c.partner_id = p.id))) part, count(*) whole
        FROM commerce_partner p WHERE is_active) t""",
    "audits": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM product_audit u
        WHERE u.area_id = a.id AND u.status = 'closed' AND u.audited_on BETWEEN %(day)s::date - 89 AND %(day)s)) part,
        count(*) whole FROM plant_area a WHERE is_active) t""",
    "counted": f"""SELECT {_SHARE} FROM (SELECT sum(CASE WHEN source IN ('counter', 'cycles')
        THEN least(produced, net) ELSE 0 END) part, sum(net) whole FROM (
          SELECT r.source, r.produced, r.produced + coalesce((SELECT sum(c.produced) FROM production_resultcorrection c
            WHERE c.result_id = r.id AND c.undone_at IS NULL), 0) net
          FROM production_productionresult r WHERE first_at >= %(start)s AND first_at < %(finish)s) n) t""",
    "latency": """SELECT CASE WHEN count(*) >= 144 THEN percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) END,
        NULL, CASE WHEN count(*) >= 144 THEN count(*)::float8 END
        FROM mentoring_dataage WHERE at >= %(start)s AND at < %(finish)s""",
    "reasons": f"""SELECT {_SHARE} FROM (SELECT sum(s) FILTER (WHERE reason_id IS NOT NULL) part, sum(s) whole FROM (
        SELECT reason_id, extract(epoch FROM least(coalesce(ended_at, %(finish)s), %(finish)s)
          - greatest(started_at, %(start)s)) s FROM production_downtime WHERE replaced_at IS NULL
          AND started_at < %(finish)s AND coalesce(ended_at, 'infinity') > %(start)s) d) t""",
    "connected": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM telemetry_signal s
        JOIN telemetry_connection c ON c.id = s.connection_id JOIN telemetry_currentvalue v ON v.signal_id = s.id
        WHERE s.work_unit_id = u.id AND c.is_enabled AND c.retired_at IS NULL AND c.protocol <> ''
        AND v.time >= %(finish)s - interval '7 days'
        AND s.meaning IN ('total', 'good', 'reject', 'rework', 'state', 'fault', 'program'))) part,
        count(*) whole FROM plant_workunit u WHERE is_active) t""",
    "schedules": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE status IN ('accepted', 'declined')) part,
        count(*) whole FROM decisions_recommendation WHERE kind = 'schedule' AND {_IN}
        AND status NOT IN ('superseded', 'withdrawn')) t""",
    "schedule-pace": f"""SELECT percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM decided_at - happened_at)), NULL, nullif(count(*), 0)::float8
        FROM decisions_recommendation WHERE kind = 'schedule' AND {_IN} AND status IN ('accepted', 'declined')""",
    "alarms": f"""SELECT {_SHARE} FROM (SELECT count(answer) part, count(*) whole FROM (SELECT {{answer}}) r) t""",
    "alarm-pace": """SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answer - at)), NULL,
        nullif(count(answer), 0)::float8 FROM (SELECT {answer}) r WHERE answer IS NOT NULL""",
    "advice": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE status IN ('accepted', 'declined')) part,
        count(*) whole FROM decisions_recommendation WHERE kind <> 'schedule' AND {_IN}
        AND status NOT IN ('superseded', 'withdrawn')) t""",
    "scheduled": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE EXISTS (SELECT FROM planning_scheduledorder s
        JOIN planning_schedule p ON p.id = s.schedule_id WHERE s.order_id = o.id AND p.decided_at IS NOT NULL
        AND p.status IN ('live', 'replaced'))) part, count(*) whole FROM production_workorder o
        WHERE released_at >= %(start)s AND released_at < %(finish)s AND status <> 'cancelled'
        AND merged_into_id IS NULL) t""",
    "followed": f"""SELECT {_SHARE} FROM (SELECT count(*) FILTER (WHERE p.work_unit_id = f.work_unit_id
        AND abs(extract(epoch FROM p.planned_start - f.started_at)) <= 14400) part, count(*) whole FROM (
          SELECT DISTINCT ON (operation_id) operation_id, work_unit_id, started_at FROM production_operationrun
          WHERE operation_id IS NOT NULL ORDER BY operation_id, started_at, id) f
        JOIN production_orderoperation o ON o.id = f.operation_id
        LEFT JOIN LATERAL (SELECT k.work_unit_id, k.planned_start FROM planning_scheduledtask k
          JOIN planning_schedule s ON s.id = k.schedule_id WHERE k.order_id = o.order_id AND k.number = o.number
          AND s.status IN ('live', 'replaced') AND s.decided_at <= f.started_at ORDER BY s.decided_at DESC LIMIT 1) p
          ON true WHERE f.started_at >= %(start)s AND f.started_at < %(finish)s) t""",
    "due": f"""SELECT {_SHARE} FROM (SELECT count(due_at) part, count(*) whole FROM production_workorder o
        WHERE EXISTS (SELECT FROM production_completion c WHERE c.order_id = o.id AND c.is_final AND c.undone_at IS NULL
        AND c.made_at >= %(start)s AND c.made_at < %(finish)s)) t""",
    "predictions": """SELECT CASE WHEN n + told > 0 THEN used + ok END, NULL, CASE WHEN n + told > 0 THEN n + told END
        FROM (SELECT count(*)::float8 n, count(*) FILTER (WHERE in_use_id IS NOT NULL AND NOT rings_too_often)::float8
          used FROM decisions_predictionmodel) m,
        (SELECT least(count(*), 1)::float8 told, least(count(*) FILTER (WHERE silence = ''), 1)::float8 ok
          FROM planning_replay WHERE replayed_at >= %(start)s AND replayed_at < %(finish)s) q""",
}
_ANSWER = """a.at, (SELECT min(k.at) FROM decisions_alarmrecord k WHERE k.rule_id = a.rule_id AND k.at > a.at
    AND k.happening IN ('acknowledged', 'shelved', 'taken_out') AND k.by_id IS NOT NULL AND k.at < %(finish)s
    AND NOT EXISTS (SELECT FROM decisions_alarmrecord z WHERE z.rule_id = a.rule_id AND z.rings
      AND z.at > a.at AND z.at < k.at)) answer
    FROM decisions_alarmrecord a WHERE a.rings AND a.at >= %(start)s AND a.at < %(finish)s"""


def by_sql(key: str, day: date) -> Figure:
    """A criterion of the 28 days that end with a day."""
    given = {"day": day, "start": at(day - timedelta(days=27)), "finish": at(day, 24)}
    with connection.cursor() as cursor:
        cursor.execute(SQL[key].replace("{answer}", _ANSWER), given)
        found = cursor.fetchone()
    if found[0] is None:
        return Figure()
    return Figure(*(None if one is None else float(one) for one in found))
