from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("Programme")

    def ready(self):
        from programme import receivers, roles  # noqa: F401 – receivers connects them
        from programme.desk import conference, mail, sessions, speakers  # noqa: F401 – register what they watch
        from womconf import rights

        rights.of_roles.update(roles.RIGHTS)
