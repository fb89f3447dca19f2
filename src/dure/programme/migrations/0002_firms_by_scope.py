from django.db import migrations

from dure.programme.row_security import GuardedFirms


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_first")]
    operations = [GuardedFirms()]
