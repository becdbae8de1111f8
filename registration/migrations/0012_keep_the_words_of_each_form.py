import django.contrib.postgres.fields
from django.db import migrations, models

import programme.languages
import programme.validators

# Forms sent before now: the words of their person, and the places that are known to come from them. Answers that were
# added later are no forms that somebody filled in; they have no version of a privacy notice.
WORDS = """
    UPDATE registration_submission form SET name = a.name, organisation = a.organisation, language = a.language
    FROM registration_attendee a WHERE a.id = form.attendee_id AND form.privacy_version <> '';
    UPDATE registration_submission form SET asked_for = theirs.seats
    FROM (SELECT submission_id, array_agg(seats_id ORDER BY id) AS seats FROM registration_registration
          WHERE submission_id IS NOT NULL GROUP BY submission_id) theirs
    WHERE theirs.submission_id = form.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0011_answers_later"),
    ]

    operations = [
        migrations.AlterField(
            model_name="submission",
            name="key",
            field=models.UUIDField(
                help_text="Made of the one-time key of the page and of what was typed into it.",
                unique=True,
                verbose_name="key",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="name",
            field=models.CharField(
                blank=True,
                default="",
                max_length=120,
                validators=[programme.validators.validate_single_line],
                verbose_name="name",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="organisation",
            field=models.CharField(
                blank=True,
                default="",
                max_length=200,
                validators=[programme.validators.validate_single_line],
                verbose_name="organisation",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="language",
            field=models.CharField(
                blank=True,
                choices=programme.languages.interface_languages,
                default="",
                max_length=10,
                verbose_name="language of e-mails",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="asked_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text="Seats by their ids, also those for which an earlier form of this person had asked already.",
                size=None,
                verbose_name="places asked for",
            ),
        ),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
    ]
