"""The forms about who works on a conference: roles, invitations, and the account of somebody who was invited."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import UserCreationForm
from django.db.models import Q
from django.db.models.fields import BLANK_CHOICE_LABEL
from django.utils.translation import gettext_lazy as _

from programme.models import Role
from womconf.addresses import AddressFormField

ROLES = [("", BLANK_CHOICE_LABEL), *Role.choices]  # none is chosen for them: the first one may do everything


def name_and_login(user):
    """Return what tells two organisers apart: the name, with what they sign in by where that is something else."""
    full, short = user.get_full_name(), user.get_username()
    return f"{full} ({short})" if full else short


class GiveForm(forms.Form):
    """A role for somebody who works here already; superusers choose among all accounts."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=None)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)

    def __init__(self, *args, conference, by, **kwargs):
        super().__init__(*args, **kwargs)
        users = get_user_model().objects.filter(is_active=True)
        if not by.is_superuser:
            users = users.filter(Q(memberships__conference=conference), is_superuser=False).distinct()
        self.fields["user"].queryset = users.order_by("first_name", "last_name", "username")
        self.fields["user"].label_from_instance = name_and_login


class InviteForm(forms.Form):
    email = AddressFormField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class AccountForm(UserCreationForm):
    """The account of somebody who was invited and has none. The second factor is set up after that."""

    class Meta:
        model = get_user_model()
        fields = ["username", "first_name", "last_name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "autofocus": False}
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
