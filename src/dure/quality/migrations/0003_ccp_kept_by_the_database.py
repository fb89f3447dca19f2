"""What the database itself keeps: entries of CCPs are added in their order and never changed."""

from django.db import migrations

ADDED_ONLY = """
CREATE FUNCTION quality_added_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE has_rows boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I)', TG_TABLE_NAME) INTO has_rows;
  IF TG_OP = 'TRUNCATE' AND NOT has_rows THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'the record of critical control points is never changed; add a correction'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'quality_added_only';
END $$;

CREATE FUNCTION quality_ccp_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
  SELECT sequence, hash INTO last FROM quality_ccprecord ORDER BY sequence DESC LIMIT 1;
  IF NEW.sequence <> coalesce(last.sequence, 0) + 1 OR NEW.previous <> coalesce(last.hash, repeat('0', 64)) THEN
    RAISE EXCEPTION 'an entry follows the last one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'quality_ccp_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER quality_ccp_follows BEFORE INSERT ON quality_ccprecord
  FOR EACH ROW EXECUTE FUNCTION quality_ccp_follows();
"""
TABLES = ("quality_ccprecord", "quality_ccpanchor", "quality_cleaningcheck")
DRAFTS = """
CREATE FUNCTION quality_haccp_of_draft() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE state text; wanted bigint;
BEGIN
  FOREACH wanted IN ARRAY ARRAY[(to_jsonb(OLD) ->> 'version_id')::bigint, (to_jsonb(NEW) ->> 'version_id')::bigint] LOOP
    CONTINUE WHEN wanted IS NULL;
    SELECT status INTO state FROM quality_haccpversion WHERE id = wanted FOR SHARE;
    IF state <> 'draft' THEN
      RAISE EXCEPTION 'only a draft may be changed; write a new version'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quality_haccp_of_draft';
    END IF;
  END LOOP;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER quality_haccp_of_draft BEFORE INSERT OR UPDATE OR DELETE ON quality_hazard
  FOR EACH ROW EXECUTE FUNCTION quality_haccp_of_draft();
CREATE TRIGGER quality_haccp_of_draft BEFORE INSERT OR UPDATE OR DELETE ON quality_controlpoint
  FOR EACH ROW EXECUTE FUNCTION quality_haccp_of_draft();
"""
TRIGGERS = "\n".join(
    f"CREATE TRIGGER quality_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION quality_added_only();"
    for table in TABLES
)
UNDO = "\n".join(
    [f"DROP TRIGGER quality_added_only ON {table};" for table in TABLES]
    + [
        "DROP TRIGGER quality_ccp_follows ON quality_ccprecord;",
        "DROP TRIGGER quality_haccp_of_draft ON quality_hazard;",
        "DROP TRIGGER quality_haccp_of_draft ON quality_controlpoint;",
        "DROP FUNCTION quality_added_only();",
        "DROP FUNCTION quality_ccp_follows();",
        "DROP FUNCTION quality_haccp_of_draft();",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_haccp")]
    operations = [migrations.RunSQL(ADDED_ONLY + DRAFTS + TRIGGERS, UNDO)]
