"""The trail inside PostgreSQL: it chains its own rows, refuses every change, and takes in the records of each act.

Records of changes and of security acts come in when their transaction commits, by deferred triggers: no way around it
for code that forgets, nothing waits for the chain while an act is under way, and an act whose entry fails fails too.
They come in the second round of such triggers (through `programme_trailwaiting`, always empty): whoever holds the
lock of the chain then has no foreign key left to check and waits for no row, so that two never wait for each other.
"""

from django.db.migrations.operations import RunSQL

TEXTS = ("address", "evidence", "kind", "name", "page", "path", "reason", "session", "what", "whose")
NUMBERS = ("firm", "person_id", "record", "rows", "sequence", "status")
TIMES = ("at",)
COLUMNS = tuple(sorted((*TEXTS, *NUMBERS, *TIMES)))
"""All but the hashes, in the order in which they are hashed; `witness` comes last by its name."""
SHORT = 8


def _told(column: str) -> str:
    """A column as `kernel.chain.digest` tells it."""
    if column in NUMBERS:
        value = f"coalesce(NEW.{column}::text, 'null')"
    elif column in TIMES:
        value = f"""'"' || to_char(NEW.{column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"') || '"'"""
    else:
        value = f"to_json(NEW.{column}::text)::text"
    return f"""'"{column}":' || {value}"""


CHAIN = f"""
CREATE FUNCTION programme_trail_chains() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE last record; parts text[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('programme.trail'));
  SELECT sequence, hash, at INTO last FROM programme_trailentry ORDER BY sequence DESC LIMIT 1;
  NEW.sequence := coalesce(last.sequence, 0) + 1;
  NEW.previous := coalesce(last.hash, repeat('0', 64));
  NEW.at := greatest(NEW.at, last.at);
  parts := ARRAY[{", ".join(map(_told, COLUMNS))}];
  SELECT string_agg(left(encode(sha256(convert_to(part, 'UTF8')), 'hex'), {SHORT}), '' ORDER BY place)
    INTO NEW.witness FROM unnest(parts) WITH ORDINALITY AS told(part, place);
  NEW.hash := encode(sha256(convert_to(
    NEW.previous || chr(10) || '{{' || array_to_string(parts, ',') || ',"witness":"' || NEW.witness || '"}}', 'UTF8'
  )), 'hex');
  RETURN NEW;
END $$;
CREATE TRIGGER programme_trail_chains BEFORE INSERT ON programme_trailentry
  FOR EACH ROW EXECUTE FUNCTION programme_trail_chains();
"""  # noqa: S608 - names of columns

_ADDED_ONLY = ("programme_trailentry", "programme_trailanchor", "programme_trailreview")
GUARD = """
CREATE FUNCTION programme_trail_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the trail is added to and never changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_trail_stays';
END $$;
CREATE FUNCTION programme_trail_goes() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.at > now() - interval '12 months'
    OR NOT EXISTS (SELECT FROM programme_trailanchor WHERE why = 'cut' AND sequence >= OLD.sequence) THEN
    RAISE EXCEPTION 'an entry goes when its months are over and the cut is signed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'programme_trail_goes';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER programme_trail_goes BEFORE DELETE ON programme_trailentry
  FOR EACH ROW EXECUTE FUNCTION programme_trail_goes();
CREATE TRIGGER programme_trail_stays BEFORE UPDATE ON programme_trailentry
  FOR EACH STATEMENT EXECUTE FUNCTION programme_trail_stays();
CREATE TRIGGER programme_trail_stays BEFORE UPDATE OR DELETE ON programme_trailanchor
  FOR EACH STATEMENT EXECUTE FUNCTION programme_trail_stays();
CREATE TRIGGER programme_trail_stays BEFORE UPDATE OR DELETE ON programme_trailreview
  FOR EACH STATEMENT EXECUTE FUNCTION programme_trail_stays();
""" + "\n".join(
    f"CREATE TRIGGER programme_trail_whole BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION programme_trail_stays();"
    for table in _ADDED_ONLY
)


def change_evidence(row: str) -> str:
    """SQL of the SHA-256 of what stands in a change record."""
    columns = ("id", "by_id", "verb", '"table"', "row_id", "label", "before", "after")
    return _evidence(row, columns)


def security_evidence(row: str) -> str:
    """SQL of the SHA-256 of what stands in a security record."""
    return _evidence(row, ("id", "act", "person_id", "by_id", "address", "detail"))


def _evidence(row: str, columns: tuple[str, ...]) -> str:
    told = ", ".join(f"coalesce(to_json({row}.{name}::text)::text, 'null')" for name in columns)
    moment = f"coalesce(extract(epoch from {row}.at)::text, 'null')"
    return f"encode(sha256(convert_to(concat_ws(',', {told}, {moment}), 'UTF8')), 'hex')"


_ORIGIN = "origin jsonb := coalesce(nullif(current_setting('dure.origin', true), ''), '{}')::jsonb;"
_INTO = (
    "INSERT INTO programme_trailentry"
    " (at, kind, person_id, name, address, session, page, path, what, firm, whose, reason, record, evidence) VALUES"
)
_FROM_ORIGIN = (
    "coalesce(origin ->> 'session', ''), coalesce(origin ->> 'page', ''), coalesce(left(origin ->> 'path', 300), '')"
)
RECORDS = f"""
CREATE UNLOGGED TABLE programme_trailwaiting (record bigint NOT NULL, is_change boolean NOT NULL);
CREATE FUNCTION programme_trail_waits() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO programme_trailwaiting VALUES (NEW.id, TG_TABLE_NAME = 'plant_changerecord');
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER programme_trail_waits AFTER INSERT ON plant_changerecord
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION programme_trail_waits();
CREATE CONSTRAINT TRIGGER programme_trail_waits AFTER INSERT ON plant_securityrecord
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION programme_trail_waits();

CREATE FUNCTION programme_trail_comes() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE {_ORIGIN} change plant_changerecord; act plant_securityrecord; firm text; whose text; place regclass;
BEGIN
  DELETE FROM programme_trailwaiting WHERE record = NEW.record AND is_change = NEW.is_change;
  IF NEW.is_change THEN
    SELECT * INTO STRICT change FROM plant_changerecord WHERE id = NEW.record;
    firm := CASE WHEN change."table" = 'Firm' THEN change.row_id::text
      ELSE coalesce(change.after ->> 'firm', change.before ->> 'firm', origin ->> 'firm') END;
    place := to_regclass(quote_ident('programme_' || lower(change."table")));
    IF firm IS NULL AND EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = place AND attname = 'firm_id' AND NOT attisdropped
    ) THEN
      EXECUTE format('SELECT firm_id::text FROM %s WHERE id = $1', place) INTO firm USING change.row_id;
    END IF;
    IF firm !~ '^[0-9]{{1,18}}$' THEN
      firm := NULL;
    END IF;
    SELECT f.name INTO whose FROM programme_firm f WHERE f.id = firm::bigint AND change."table" <> 'Firm';
    {_INTO} (
      clock_timestamp(), 'change', change.by_id,
      coalesce((SELECT username FROM plant_person WHERE id = change.by_id), ''), coalesce(origin ->> 'address', ''),
      {_FROM_ORIGIN}, change.verb || ' ' || change."table",
      firm::bigint, left(concat_ws(' · ', whose, change.label), 200), '', change.id,
      {change_evidence("change")});
  ELSE
    SELECT * INTO STRICT act FROM plant_securityrecord WHERE id = NEW.record;
    {_INTO} (
      clock_timestamp(),
      CASE WHEN act.act IN ('logged_in', 'logged_in_tablet', 'factor_passed', 'recovery_used') THEN 'login'
        WHEN act.act IN ('login_failed', 'login_blocked', 'factor_failed') THEN 'refused' ELSE 'security' END,
      act.by_id, coalesce((SELECT username FROM plant_person WHERE id = act.by_id), ''),
      coalesce(nullif(act.address, ''), origin ->> 'address', ''), {_FROM_ORIGIN}, act.act, NULL,
      coalesce(nullif(act.detail, ''), (SELECT username FROM plant_person WHERE id = act.person_id), ''), '', act.id,
      {security_evidence("act")});
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER programme_trail_comes AFTER INSERT ON programme_trailwaiting
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION programme_trail_comes();
"""  # noqa: S608 - names of columns
OFF = (
    """
DROP TRIGGER programme_trail_waits ON plant_changerecord;
DROP TRIGGER programme_trail_waits ON plant_securityrecord;
DROP TABLE programme_trailwaiting;
DROP TRIGGER programme_trail_chains ON programme_trailentry;
"""
    + "".join(
        f"DROP TRIGGER IF EXISTS {name} ON {table};\n"
        for table in _ADDED_ONLY
        for name in ("programme_trail_goes", "programme_trail_stays", "programme_trail_whole")
    )
    + "".join(f"DROP FUNCTION programme_trail_{name}();\n" for name in ("waits", "comes", "chains", "goes", "stays"))
)


class Trailed(RunSQL):
    """Operation of a migration: the functions and triggers of the trail."""

    def __init__(self) -> None:
        super().__init__(CHAIN + GUARD + RECORDS, OFF)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return type(self).__name__, [], {}
