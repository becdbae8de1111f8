import logging

import django.db.models.functions
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import womconf.addresses
from womconf.addresses import ADDRESS
from womconf.old_addresses import converted, converted_domain, went_astray

logger = logging.getLogger(__name__)


def convert(apps, schema_editor):
    """Give each address its one spelling. What has none is taken away: e-mail never reached anybody there."""
    conferences = apps.get_model("programme", "Conference").objects.exclude(contact_email="")
    for conference in conferences.exclude(contact_email__regex=ADDRESS):
        conference.contact_email = converted(conference.contact_email)
        conference.save(update_fields=["contact_email"])
        if not conference.contact_email:
            logger.warning("Without a contact address now (docs/decisions/0012): conference %s", conference.slug)
    for speaker in apps.get_model("programme", "Speaker").objects.exclude(email="").exclude(email__regex=ADDRESS):
        if went_astray(speaker.email):  # whoever has their links is somebody else
            speaker.link_version += 1
        speaker.email = converted(speaker.email)
        speaker.save(update_fields=["email", "link_version"])
        if not speaker.email:
            logger.warning("Without an e-mail address now (docs/decisions/0012): speaker %s", speaker.code)
    for session in apps.get_model("programme", "Session").objects.exclude(email_domains=[]):
        # One that has no spelling becomes a domain that nobody has (RFC 2606): the session stays closed to others.
        domains = [converted_domain(domain) or "invalid" for domain in session.email_domains]
        if domains != session.email_domains:
            session.email_domains = domains
            session.save(update_fields=["email_domains"])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what is still to be checked stands in the way below


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0009_keep_the_time_of_each_change"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="conference",
            name="contact_email",
            field=womconf.addresses.AddressField(
                blank=True,
                help_text="Answers to our e-mails go here; never on public pages.",
                max_length=254,
                verbose_name="contact address",
            ),
        ),
        migrations.AlterField(
            model_name="conferenceevent",
            name="contact_email",
            field=womconf.addresses.AddressField(
                blank=True,
                help_text="Answers to our e-mails go here; never on public pages.",
                max_length=254,
                verbose_name="contact address",
            ),
        ),
        migrations.AlterField(
            model_name="speaker",
            name="email",
            field=womconf.addresses.AddressField(
                blank=True, help_text="Never public.", max_length=254, verbose_name="e-mail address"
            ),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("contact_email", ""),
                    _connector="OR",
                ),
                name="conference_contact_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Regex(
                        django.db.models.functions.Cast("email_domains", models.TextField()),
                        "^\\{([a-z0-9-]+(\\.[a-z0-9-]+)*(,[a-z0-9-]+(\\.[a-z0-9-]+)*)*)?\\}$",
                    )
                ),
                name="session_email_domains_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("email", ""),
                    _connector="OR",
                ),
                name="speaker_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
    ]
