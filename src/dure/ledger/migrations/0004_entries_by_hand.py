"""Entries that people enter are told apart; an entry that stands gets no more lines."""

from django.db import migrations, models

WHOLE = """
CREATE FUNCTION ledger_entries_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT m.entry_id INTO wrong FROM (SELECT entry_id, count(*) AS lines FROM made GROUP BY entry_id) m
    WHERE (SELECT count(*) FROM ledger_line l WHERE l.entry_id = m.entry_id) <> m.lines LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'entry % stands in the books already', wrong
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_for_ever';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_whole AFTER INSERT ON ledger_line
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_whole();
"""
UNDO = """
DROP TRIGGER ledger_entries_whole ON ledger_line;
DROP FUNCTION ledger_entries_whole();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_names")]
    operations = [
        migrations.AddField(
            model_name="entry",
            name="is_by_hand",
            field=models.BooleanField(default=False, verbose_name="entered by hand"),
        ),
        migrations.RunSQL(WHOLE, UNDO),
    ]
