"""How the program says no to a person."""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A refusal that a person may read: str(error) is a whole sentence."""

    message = _("This cannot be done.")

    def __str__(self):
        return str(self.args[0] if self.args else self.message)


class Busy(Refusal):
    """The database could not serve us in time; nothing was changed."""

    message = _("Somebody else is changing the same at this moment. Nothing was saved; please try again.")
