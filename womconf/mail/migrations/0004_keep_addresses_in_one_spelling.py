from django.db import migrations, models

import womconf.addresses
from womconf.addresses import ADDRESS
from womconf.old_addresses import converted, reached

# RFC 2606: a host that nobody has.
NOWHERE = "unknown@address.invalid"


def convert(apps, schema_editor):
    """Give each address its one spelling. A mail that has left names the address that it really went to."""
    Message = apps.get_model("mail", "Message")
    for message in Message.objects.exclude(to__regex=ADDRESS):
        to = reached(message.to) if message.status == "sent" else converted(message.to)
        if not to and message.status in {"queued", "sending", "held"}:
            message.status, message.lease, message.leased_until = "cancelled", None, None
        message.to = to or NOWHERE
        message.save(update_fields=["to", "status", "lease", "leased_until"])
    for message in Message.objects.exclude(reply_to="").exclude(reply_to__regex=ADDRESS):
        message.reply_to = converted(message.reply_to)
        message.save(update_fields=["reply_to"])
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else what is still to be checked stands in the way below


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0003_mail_leaves_from_home"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="reply_to",
            field=womconf.addresses.AddressField(blank=True, max_length=254, verbose_name="answers to"),
        ),
        migrations.AlterField(
            model_name="message",
            name="to",
            field=womconf.addresses.AddressField(max_length=254, verbose_name="to"),
        ),
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("to__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$")),
                name="message_to_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reply_to__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("reply_to", ""),
                    _connector="OR",
                ),
                name="message_reply_to_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
    ]
