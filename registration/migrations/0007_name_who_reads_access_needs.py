from django.db import migrations


def make_role(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="access needs")


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("registration", "0006_note_access_needs"),
    ]

    operations = [
        migrations.RunPython(make_role, migrations.RunPython.noop),
    ]
