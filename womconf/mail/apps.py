from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "womconf.mail"
    label = "mail"
    verbose_name = _("E-mail")

    def ready(self):
        post_migrate.connect(_settle, sender=self)


def _settle(sender, using, **kwargs):
    """Make a new or emptied database the home of its mail; a restored one brings the row of another, which stays."""
    from womconf.mail.models import Home

    if Home._meta.db_table in connections[using].introspection.table_names():  # or it was migrated back to before it
        Home.objects.settle_new()
