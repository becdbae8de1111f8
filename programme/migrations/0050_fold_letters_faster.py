from django.db import migrations

import programme.letters


class Migration(migrations.Migration):
    dependencies = [("programme", "0049_give_roles_in_conferences")]

    operations = [migrations.RunSQL(programme.letters.FUNCTION, migrations.RunSQL.noop)]
