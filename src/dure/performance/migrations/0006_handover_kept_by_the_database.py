"""What the database itself keeps: what was signed at a handover stays as it was; once it is read, all of it."""

from django.db import migrations

KEPT = """
CREATE FUNCTION performance_handover_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open text[] := string_to_array(TG_ARGV[0], ',');
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - open <> to_jsonb(OLD) - open
    OR to_jsonb(OLD) ->> 'received_at' IS NOT NULL OR to_jsonb(OLD) ->> 'undone_at' IS NOT NULL THEN
    RAISE EXCEPTION 'a signed handover is never changed; write an addition'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'performance_handover_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER performance_handover_kept BEFORE UPDATE OR DELETE ON performance_handover FOR EACH ROW
  EXECUTE FUNCTION performance_handover_kept('received_at,received_by_id,undone_at,undone_by_id');
CREATE TRIGGER performance_handover_kept BEFORE UPDATE OR DELETE ON performance_handovertask FOR EACH ROW
  EXECUTE FUNCTION performance_handover_kept('done_at,done_by_id');
CREATE TRIGGER performance_handover_kept BEFORE UPDATE OR DELETE ON performance_handoveraddition FOR EACH ROW
  EXECUTE FUNCTION performance_handover_kept('');
"""
UNDO = """
DROP TRIGGER performance_handover_kept ON performance_handover;
DROP TRIGGER performance_handover_kept ON performance_handovertask;
DROP TRIGGER performance_handover_kept ON performance_handoveraddition;
DROP FUNCTION performance_handover_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("performance", "0005_handover")]
    operations = [migrations.RunSQL(KEPT, UNDO)]
