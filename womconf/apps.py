from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class WomconfConfig(AppConfig):
    """The wiring: system checks, the log of logins, what the admin shows of the libraries."""

    name = "womconf"

    def ready(self):
        from womconf import accounts, checks  # noqa: F401 – both register what they hold


class OrganisersAdminConfig(AdminConfig):
    default_site = "womconf.admin_site.OrganisersSite"
