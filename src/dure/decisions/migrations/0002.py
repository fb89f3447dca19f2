"""What the database itself keeps: rows of the journal and of decisions are added and never changed."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION decisions_added_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE has_rows boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO has_rows;
  IF TG_OP = 'TRUNCATE' AND NOT has_rows THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'what happened to alarms and decisions is never changed'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'decisions_added_only';
END $$;
"""
TABLES = ("decisions_alarmrecord", "decisions_decisionrecord")
TRIGGERS = "\n".join(
    f"CREATE TRIGGER decisions_added_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION decisions_added_only();"
    for table in TABLES
)
UNDO = "\n".join(
    [*(f"DROP TRIGGER decisions_added_only ON {table};" for table in TABLES), "DROP FUNCTION decisions_added_only();"]
)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_decisions")]
    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, UNDO)]
