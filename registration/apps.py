from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = _("Registration")

    def ready(self):
        from programme import telling
        from registration import desk, desk_afterwards, receivers  # noqa: F401 – connects them
        from registration.telling import ATTENDEES

        telling.register(ATTENDEES)
