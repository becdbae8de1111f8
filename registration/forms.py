import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from programme.validators import validate_single_line
from registration.models import Attendee


class SessionsField(forms.MultipleChoiceField):
    """Codes of sessions that can be chosen now; anything else is a sentence, whatever was sent."""

    default_error_messages = {
        "required": _("Please choose at least one session."),
        "invalid_choice": _("One of the chosen sessions cannot be booked. Please look at your choice again."),
        "invalid_list": _("Please choose at least one session."),
    }


class RegistrationForm(forms.Form):
    """Several sessions, one name, one address, and little else."""

    sessions = SessionsField(label=_("Sessions"))
    name = forms.CharField(
        label=_("Your name"),
        max_length=Attendee._meta.get_field("name").max_length,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send you a link there to confirm your registration."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.CharField(
        label=_("Organisation (optional)"),
        required=False,
        max_length=Attendee._meta.get_field("organisation").max_length,
        validators=[validate_single_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    privacy = forms.BooleanField(
        label=_("I agree that my details are used to organise this conference."),
        error_messages={"required": _("Without your consent we cannot keep your registration.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, auto_id="id_%s", **kwargs)
        self.by_code = {session.code: session for session in sessions if not (session.is_cancelled or session.is_over)}
        self.fields["sessions"].choices = [(code, session.title) for code, session in self.by_code.items()]

    @property
    def chosen_codes(self):
        """The codes to tick: what was sent, or what the link asked for."""
        return set(self["sessions"].value() or [])

    @property
    def chosen_sessions(self):
        return [self.by_code[code] for code in self.cleaned_data["sessions"]]


class LinkForm(forms.Form):
    """Ask for one's personal link again."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
