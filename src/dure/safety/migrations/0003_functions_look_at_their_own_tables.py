"""Functions of triggers that no table of a session can deceive."""

from django.db import migrations

FUNCTIONS = ("safety_action_needs_evidence", "safety_evidence_stays", "safety_used_matrix_stays")
# A role may make tables of its session, which PostgreSQL looks at first unless they are named last.
FIXED = "\n".join(f"ALTER FUNCTION {name}() SET search_path = public, pg_temp;" for name in FUNCTIONS)
LOOSE = "\n".join(f"ALTER FUNCTION {name}() RESET search_path;" for name in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("safety", "0002_kept_by_the_database")]
    operations = [migrations.RunSQL(FIXED, LOOSE)]
