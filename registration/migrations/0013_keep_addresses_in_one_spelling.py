import logging

from django.db import migrations, models
from django.db.models import F

import womconf.addresses
from womconf.addresses import ADDRESS
from womconf.old_addresses import converted, went_astray

logger = logging.getLogger(__name__)


def convert(apps, schema_editor):
    """Give each address its one spelling.

    Where two people have the same one then, it stays with whoever confirmed it, else with the first. The others keep
    their registrations and links, and stand there without an address, until organisers make one person of two.
    """
    Attendee = apps.get_model("registration", "Attendee")
    kept, without = set(), []
    confirmed_first = F("email_confirmed_at").asc(nulls_last=True)
    for attendee in Attendee.objects.exclude(email="").order_by(confirmed_first, "pk"):
        email = converted(attendee.email)
        if email == attendee.email and (attendee.conference_id, email) not in kept:
            kept.add((attendee.conference_id, email))
            continue
        if went_astray(attendee.email):  # whoever has their links is somebody else
            attendee.link_version += 1
            attendee.feed_version += 1
        attendee.email = "" if (attendee.conference_id, email) in kept else email
        kept.add((attendee.conference_id, email))
        if not attendee.email:
            without.append(attendee.code)
        attendee.save(update_fields=["email", "link_version", "feed_version"])
    for attendee in Attendee.objects.exclude(new_email="").exclude(new_email__regex=ADDRESS):
        attendee.new_email = "" if went_astray(attendee.new_email) else converted(attendee.new_email)
        attendee.new_email_asked_at = attendee.new_email_asked_at if attendee.new_email else None
        attendee.save(update_fields=["new_email", "new_email_asked_at"])
    if without:
        logger.warning("Without an e-mail address now (docs/decisions/0012): attendees %s", " ".join(without))
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what is still to be checked stands in the way below


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0010_keep_addresses_in_one_spelling"),
        ("registration", "0012_keep_the_words_of_each_form"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attendee",
            name="attendee_email_once",
        ),
        migrations.AlterField(
            model_name="attendee",
            name="email",
            field=womconf.addresses.AddressField(
                blank=True,
                help_text="Empty: somebody without one, whom organisers have entered.",
                max_length=254,
                verbose_name="e-mail address",
            ),
        ),
        migrations.AlterField(
            model_name="attendee",
            name="new_email",
            field=womconf.addresses.AddressField(
                blank=True,
                editable=False,
                help_text="Wished for, not yet confirmed.",
                max_length=254,
                verbose_name="new e-mail address",
            ),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("conference", "email"),
                name="attendee_email_once",
                violation_error_message="Somebody with this e-mail address is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("email", ""),
                    _connector="OR",
                ),
                name="attendee_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("new_email", ""),
                    _connector="OR",
                ),
                name="attendee_new_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
    ]
