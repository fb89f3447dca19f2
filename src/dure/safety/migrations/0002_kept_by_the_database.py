"""What the database itself keeps: no action is closed without evidence, and a used matrix stays as it is."""

from django.db import migrations

EVIDENCE = """
CREATE FUNCTION safety_action_needs_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM safety_actionevidence e WHERE e.action_id = NEW.id AND e.file <> '') THEN
    RAISE EXCEPTION 'an action is not closed without evidence'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'safety_action_needs_evidence';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER safety_action_needs_evidence BEFORE INSERT OR UPDATE ON safety_correctiveaction
  FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION safety_action_needs_evidence();

CREATE FUNCTION safety_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed timestamptz;
BEGIN
  -- The lock makes a removal and a closing at the same moment wait for each other.
  SELECT closed_at INTO closed FROM safety_correctiveaction WHERE id = OLD.action_id FOR UPDATE;
  IF closed IS NOT NULL THEN
    RAISE EXCEPTION 'the evidence of a closed action stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'safety_evidence_stays';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER safety_evidence_stays BEFORE DELETE OR UPDATE OF action_id, file ON safety_actionevidence
  FOR EACH ROW EXECUTE FUNCTION safety_evidence_stays();
"""
MATRIX = """
CREATE FUNCTION safety_used_matrix_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE matrix bigint;
BEGIN
  IF TG_TABLE_NAME = 'safety_riskmatrix' THEN matrix := OLD.id;
  ELSIF TG_OP = 'INSERT' THEN matrix := NEW.matrix_id;
  ELSE matrix := OLD.matrix_id; END IF;
  IF EXISTS (SELECT FROM safety_riskassessment a WHERE a.matrix_id = matrix) THEN
    RAISE EXCEPTION 'a matrix that an assessment uses stays as it is'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'safety_used_matrix_stays';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER safety_used_matrix_stays BEFORE DELETE OR UPDATE OF version, frequencies, severities ON safety_riskmatrix
  FOR EACH ROW EXECUTE FUNCTION safety_used_matrix_stays();
CREATE TRIGGER safety_used_band_stays BEFORE INSERT OR DELETE OR UPDATE ON safety_riskband
  FOR EACH ROW EXECUTE FUNCTION safety_used_matrix_stays();
"""
UNDO = """
DROP TRIGGER safety_used_band_stays ON safety_riskband;
DROP TRIGGER safety_used_matrix_stays ON safety_riskmatrix;
DROP FUNCTION safety_used_matrix_stays();
DROP TRIGGER safety_evidence_stays ON safety_actionevidence;
DROP FUNCTION safety_evidence_stays();
DROP TRIGGER safety_action_needs_evidence ON safety_correctiveaction;
DROP FUNCTION safety_action_needs_evidence();
"""


class Migration(migrations.Migration):
    dependencies = [("safety", "0001_safety")]
    operations = [migrations.RunSQL(EVIDENCE + MATRIX, UNDO)]
