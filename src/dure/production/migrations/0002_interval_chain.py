"""Each end of a state interval is the start of exactly one other of the same work unit.

With one open interval a work unit and unique starts and ends, the rows of a work unit can only
be one unbroken chain: none overlaps, none is missing. Checked at the end of the transaction.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("production", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE production_stateinterval
              ADD CONSTRAINT production_interval_chain
              FOREIGN KEY (work_unit_id, ended_at)
              REFERENCES production_stateinterval (work_unit_id, started_at)
              DEFERRABLE INITIALLY DEFERRED
            """,
            "ALTER TABLE production_stateinterval DROP CONSTRAINT production_interval_chain",
        )
    ]
