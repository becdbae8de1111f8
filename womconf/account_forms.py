"""Forms of allauth that say what ours say."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """An organiser signs in by the name that they chose, or by the address to which their invitation went."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = _("User name or e-mail address")
        del login.widget.attrs["placeholder"]
        login.widget.attrs["autocomplete"] = "username"  # what password managers look for
