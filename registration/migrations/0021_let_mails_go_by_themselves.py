import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0009_belong_to_people_by_relation"),
        ("registration", "0020_announce_what_pages_show"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="attendee",
            name="attendee_leaves_nothing_behind",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendee",
            trigger=pgtrigger.compiler.Trigger(
                name="attendee_leaves_nothing_behind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM registration_attendeechange WHERE attendee_id = OLD.id; RETURN NULL;",
                    hash="782c313c355a0e830a8b07637f7c03a524097f95",
                    operation="DELETE",
                    pgid="pgtrigger_attendee_leaves_nothing_behind_a0816",
                    table="registration_attendee",
                    when="AFTER",
                ),
            ),
        ),
    ]
