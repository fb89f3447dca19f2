"""What the database itself keeps of the books: entries balance, stay as they are, and fall in open months."""

from django.db import migrations

BALANCED = """
CREATE FUNCTION ledger_entries_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong bigint;
BEGIN
  SELECT entry_id INTO wrong FROM made GROUP BY entry_id HAVING sum(debit) <> sum(credit) LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'entry % does not balance', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
  END IF;
  -- Closing a month takes the same lock alone, so that no entry can be on its way into it.
  PERFORM pg_advisory_xact_lock_shared(hashtext('ledger month'), months.key) FROM (
    SELECT DISTINCT (extract(year FROM e.date) * 12 + extract(month FROM e.date))::int AS key
    FROM made m JOIN ledger_entry e ON e.id = m.entry_id ORDER BY key) months;
  SELECT e.id INTO wrong FROM (SELECT DISTINCT entry_id FROM made) m
    JOIN ledger_entry e ON e.id = m.entry_id
    JOIN ledger_closedmonth c ON c.month = date_trunc('month', e.date)::date LIMIT 1;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'entry % lies in a closed month', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_month_open';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_entries_balance AFTER INSERT ON ledger_line
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_balance();
"""
FOR_EVER = """
CREATE FUNCTION ledger_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what stands in the books is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_for_ever';
END $$;
CREATE TRIGGER ledger_entry_for_ever BEFORE UPDATE OR DELETE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_for_ever();
CREATE TRIGGER ledger_line_for_ever BEFORE UPDATE OR DELETE ON ledger_line
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_for_ever();
"""
UNDO = """
DROP TRIGGER ledger_line_for_ever ON ledger_line;
DROP TRIGGER ledger_entry_for_ever ON ledger_entry;
DROP FUNCTION ledger_for_ever();
DROP TRIGGER ledger_entries_balance ON ledger_line;
DROP FUNCTION ledger_entries_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(BALANCED + FOR_EVER, UNDO),
    ]
