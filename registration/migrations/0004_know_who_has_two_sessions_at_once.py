from django.db import migrations

# The same as programme.schedule_checks.overlap: where one ends the other may start, an open end is a moment, and a
# follow-up with places of its own is for those who took one.
COLLIDES = """
CREATE FUNCTION registration_collides(registration bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registration_registration mine
        JOIN registration_registration other ON other.attendee_id = mine.attendee_id
            AND other.session_id <> mine.session_id AND other.status = 'confirmed'
        JOIN programme_slot a ON a.session_id = mine.session_id AND (a.id = mine.slot_id
            OR mine.slot_id IS NULL AND NOT EXISTS (SELECT FROM programme_seats WHERE slot_id = a.id))
        JOIN programme_slot b ON b.session_id = other.session_id AND (b.id = other.slot_id
            OR other.slot_id IS NULL AND NOT EXISTS (SELECT FROM programme_seats WHERE slot_id = b.id))
        WHERE mine.id = registration
          AND a.starts_at < coalesce(b.ends_at, b.starts_at + interval '1 microsecond')
          AND b.starts_at < coalesce(a.ends_at, a.starts_at + interval '1 microsecond')
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0006_decide_who_may_register_when"),
        ("registration", "0003_keep_conferences_that_people_registered_for"),
    ]

    operations = [
        migrations.RunSQL(COLLIDES, "DROP FUNCTION registration_collides(bigint)"),
    ]
