from django.db import migrations, models

import programme.codes

# As programme.codes.new_checkin_code, but for one bit that each UUID has alike. The condition on the row makes the
# database draw anew for each.
DRAW = """
    UPDATE registration_attendee SET checkin_code = (
        SELECT string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 1 + get_byte(drawn.bytes, number) % 32, 1), '')
        FROM generate_series(0, 15) number,
            (SELECT uuid_send(gen_random_uuid()) AS bytes WHERE registration_attendee.id IS NOT NULL) drawn
    ) WHERE checkin_code IS NULL
"""
# Nobody has changed anything about these people.
FORGET = "DELETE FROM registration_attendeechange WHERE fields = ARRAY['checkin_code']::varchar[]"


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0026_write_to_many"),
    ]

    operations = [
        migrations.AddField("attendee", "checkin_code", models.CharField(null=True, editable=False, max_length=16)),
        migrations.RunSQL([DRAW, FORGET], migrations.RunSQL.noop, elidable=True),
        migrations.AlterField(
            "attendee",
            "checkin_code",
            models.CharField(
                default=programme.codes.new_checkin_code,
                editable=False,
                help_text="In the QR code on their badge and their personal page. Says nothing to anybody but a helper.",
                max_length=16,
                unique=True,
                verbose_name="code for the entrance",
            ),
        ),
    ]
