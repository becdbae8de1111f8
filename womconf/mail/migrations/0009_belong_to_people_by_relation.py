from django.db import migrations, models

# Whoever was deleted before this takes their mails along now. A mail to a speaker had its words at once, and what it
# was about stands in its key: that becomes a fact, so that it can be written again.
FORTH = """
    SET CONSTRAINTS ALL IMMEDIATE;
    DELETE FROM mail_message WHERE facts ? 'attendee'
      AND NOT EXISTS (SELECT FROM registration_attendee WHERE to_jsonb(id) = facts -> 'attendee');
    DELETE FROM mail_message WHERE facts ? 'speaker'
      AND NOT EXISTS (SELECT FROM programme_speaker WHERE to_jsonb(id) = facts -> 'speaker');
    UPDATE mail_message SET attendee_id = person.id, conference_id = person.conference_id, facts = facts - 'attendee'
    FROM registration_attendee person WHERE facts -> 'attendee' = to_jsonb(person.id);
    UPDATE mail_message SET speaker_id = person.id, conference_id = person.conference_id, facts = facts - 'speaker'
    FROM programme_speaker person WHERE facts -> 'speaker' = to_jsonb(person.id);
    UPDATE mail_message SET kind = 'ask-speaker',
        facts = facts || jsonb_build_object('appearance', split_part(key, ':', 2)::bigint)
    WHERE kind = 'speaker' AND key ~ '^ask:[0-9]+:';
    UPDATE mail_message SET kind = 'speaker-link' WHERE kind = 'speaker';
    UPDATE mail_message SET kind = 'speaker-answer', facts = facts || jsonb_build_object(
        'appearance', split_part(key, ':', 2)::bigint, 'answered_at', substring(key FROM '^answer:[0-9]+:(.*)$'))
    WHERE kind = 'notice' AND key ~ '^answer:[0-9]+:';
"""
BACK = """
    SET CONSTRAINTS ALL IMMEDIATE;
    UPDATE mail_message SET facts = facts || jsonb_build_object('attendee', attendee_id) WHERE attendee_id IS NOT NULL;
    UPDATE mail_message SET facts = jsonb_build_object('speaker', speaker_id) WHERE speaker_id IS NOT NULL;
    UPDATE mail_message SET kind = 'speaker' WHERE kind IN ('ask-speaker', 'remind-speaker', 'speaker-link');
    UPDATE mail_message SET kind = 'notice' WHERE kind = 'speaker-answer';
"""


def goes_with(to, words):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=models.DB_CASCADE,
        related_name="messages",
        to=to,
        verbose_name=words,
    )


class Migration(migrations.Migration):
    """Say in columns whose a mail is, so that the database deletes it with them and can be asked by them."""

    dependencies = [
        ("procrastinate", "0037_pre_batch_defer_jobs"),  # which the trigger of a deleted mail asks for
        ("mail", "0008_drop_a_priority_that_nobody_used"),
        ("programme", "0028_search_texts"),
        ("registration", "0020_announce_what_pages_show"),
    ]

    operations = [
        migrations.AddField("message", "conference", goes_with("programme.conference", "conference")),
        migrations.AddField("message", "attendee", goes_with("registration.attendee", "attendee")),
        migrations.AddField("message", "speaker", goes_with("programme.speaker", "speaker")),
        migrations.RunSQL(FORTH, BACK),
        migrations.RemoveIndex(model_name="message", name="message_of_attendee"),
        migrations.RemoveIndex(model_name="message", name="message_of_speaker"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("attendee__isnull", True), ("speaker__isnull", True), _connector="OR"),
                name="message_of_one_person",
                violation_error_message="An e-mail belongs to an attendee or to a speaker, never to both.",
            ),
        ),
    ]
