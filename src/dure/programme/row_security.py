"""Row-level security of PostgreSQL for rows of firms, beside what selectors leave out.

A firm is seen by the connection's scope (`scope.within`); every other row of a firm is seen by whoever sees the firm,
so that the rule stands in one place. FORCE binds the owner of the tables too.
"""

from typing import Any

from django.db.migrations.operations import RunSQL

SEES = """
CREATE FUNCTION programme_sees(firm bigint, city text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT current_setting('dure.all', true) = 'on'
    OR city = ANY (string_to_array(nullif(current_setting('dure.cities', true), ''), ','))
    OR firm = ANY (string_to_array(nullif(current_setting('dure.firms', true), ''), ',')::bigint[])
$$
"""
_FORCED = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
_FIRMS = "CREATE POLICY of_scope ON {table} USING (programme_sees(id, city)) WITH CHECK (programme_sees(id, city));"
_OF_A_FIRM = (
    "CREATE POLICY of_firm ON {table}"
    " USING (EXISTS (SELECT 1 FROM programme_firm f WHERE f.id = {column}))"
    " WITH CHECK (EXISTS (SELECT 1 FROM programme_firm f WHERE f.id = {column}));"
)
_OF_ALL = (
    "CREATE POLICY of_all ON {table} USING (current_setting('dure.all', true) = 'on')"
    " WITH CHECK (current_setting('dure.all', true) = 'on');"
)
_OFF = (
    "DROP POLICY {policy} ON {table};"
    " ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
)


class Guarded(RunSQL):
    """Operation of a migration: rows of `table` are seen by whoever sees the firm in `column`."""

    def __init__(self, table: str, column: str = "firm_id") -> None:
        self.table, self.column = table, column
        names: dict[str, Any] = {"table": table, "column": column}
        super().__init__((_FORCED + _OF_A_FIRM).format(**names), _OFF.format(policy="of_firm", table=table))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table, self.column], {}


class WhileInForce(RunSQL):
    """Operation of a migration: rows of `table` can be read while their data contract holds and its days of reading
    aren't over, by nobody else and in no scope."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"CREATE POLICY in_force ON {table} AS RESTRICTIVE FOR SELECT USING (EXISTS (SELECT 1 FROM "  # noqa: S608 - names of ours
            "programme_reportcontract c WHERE c.id = contract_id AND c.revoked_at IS NULL "
            "AND c.read_until >= (now() AT TIME ZONE 'Asia/Seoul')::date));",
            f"DROP POLICY in_force ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}


_OF_A_FIRM_OR_CITY = (
    "CREATE POLICY of_firm ON {table}"
    " USING (CASE WHEN firm_id IS NULL THEN programme_sees(0, city)"
    " ELSE EXISTS (SELECT 1 FROM programme_firm f WHERE f.id = firm_id) END)"
    " WITH CHECK (CASE WHEN firm_id IS NULL THEN programme_sees(0, city)"
    " ELSE EXISTS (SELECT 1 FROM programme_firm f WHERE f.id = firm_id) END);"
)


class GuardedOfFirmOrCity(RunSQL):
    """Operation of a migration: as `Guarded`; a row without a firm is seen by who sees the firms of its city."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__((_FORCED + _OF_A_FIRM_OR_CITY).format(table=table), _OFF.format(policy="of_firm", table=table))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}


class GuardedFirms(RunSQL):
    """Operation of a migration: firms are seen by the connection's scope."""

    def __init__(self) -> None:
        table = "programme_firm"
        super().__init__(
            SEES + ";" + (_FORCED + _FIRMS).format(table=table),
            _OFF.format(policy="of_scope", table=table) + "DROP FUNCTION programme_sees(bigint, text);",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [], {}


class GuardedOfAll(RunSQL):
    """Operation of a migration: rows of `table` are of all firms at once, and seen only by who sees everything."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__((_FORCED + _OF_ALL).format(table=table), _OFF.format(policy="of_all", table=table))

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table], {}
