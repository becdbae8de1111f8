from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class WomconfConfig(AppConfig):
    """The wiring: system checks, the log of logins, what the admin shows of the libraries."""

    name = "womconf"
    verbose_name = _("Security")

    def ready(self):
        from womconf import accounts, checks  # noqa: F401 – both register what they hold


class OrganisersAdminConfig(AdminConfig):
    """The admin, without the queue's own pages: what organisers look for there is the Message."""

    default_site = "womconf.admin_site.OrganisersSite"

    def ready(self):
        super().ready()
        from django.contrib.admin import site
        from procrastinate.contrib.django.models import ProcrastinateJob

        site.unregister(ProcrastinateJob)
