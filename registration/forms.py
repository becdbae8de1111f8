import hashlib
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH
from programme.models import Seats, Session
from programme.validators import validate_single_line
from registration.models import Attendee

CODE = re.compile(rf"[0-9A-Za-z]{{1,{CODE_LENGTH}}}")
WEB_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


def validate_no_web_address(text):
    """Refuse what mail programs turn into a link: our mails have our own links only."""
    if WEB_ADDRESS.search(text):
        raise ValidationError(_("Please write this without a web address."), code="web_address")


class CodesField(forms.MultipleChoiceField):
    """Codes of sessions, as texts; which of them can be booked is the form's question."""

    def valid_value(self, value):
        return CODE.fullmatch(value) is not None


class KeyField(forms.UUIDField):
    """A key made with the form, by which a second press is known as one. Without a good one, it is the first press."""

    def clean(self, value):
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class RegistrationForm(forms.Form):
    """Several sessions of a conference, one name, one address, and little else."""

    sessions = CodesField(
        label=_("Sessions"),
        error_messages={
            "required": _("Please choose at least one session."),
            "invalid_list": _("Please choose at least one session."),
            "invalid_choice": _("One of the chosen sessions cannot be booked. Please look at your choice again."),
        },
    )
    follow_ups = CodesField(
        label=_("Follow-ups"),
        required=False,
        error_messages={
            "invalid_list": _("One of the chosen follow-ups cannot be booked. Please look at your choice again."),
            "invalid_choice": _("One of the chosen follow-ups cannot be booked. Please look at your choice again."),
        },
    )
    online = CodesField(
        label=_("I take part online"),
        required=False,
        error_messages={
            "invalid_list": _("Please choose again where you take part online."),
            "invalid_choice": _("Please choose again where you take part online."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=Attendee._meta.get_field("name").max_length,
        validators=[validate_single_line, validate_no_web_address],
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
        validators=[validate_single_line, validate_no_web_address],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    privacy = forms.BooleanField(
        label=_("I agree that my details are used to organise this conference."),
        error_messages={"required": _("Without your consent we cannot keep your registration.")},
    )
    key = KeyField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, conference, **kwargs):
        super().__init__(*args, auto_id="id_%s", **kwargs)
        self.conference = conference

    def clean_sessions(self):
        """Return the Sessions that the codes name; drafts and those of other conferences are as good as unknown."""
        codes = set(self.cleaned_data["sessions"])
        public = Session.objects.exclude(status=Session.Status.DRAFT)
        sessions = public.filter(conference=self.conference, code__in=codes).prefetch_related("pools")
        if len(sessions) != len(codes):
            raise ValidationError(self.fields["sessions"].error_messages["invalid_choice"])
        return list(sessions)

    def clean_follow_ups(self):
        """Return the Seats that the codes name."""
        codes = set(self.cleaned_data["follow_ups"])
        if not codes:
            return []
        of_conference = Seats.objects.filter(session__conference=self.conference)
        found = list(of_conference.filter(code__in=codes).select_related("session", "slot"))
        if len(found) != len(codes):
            raise ValidationError(self.fields["follow_ups"].error_messages["invalid_choice"])
        return found

    @property
    def pools(self):
        """The places that the whole form asks for."""
        online = set(self.cleaned_data["online"])
        sessions = [
            (session.code in online and session.online_seats) or session.seats
            for session in self.cleaned_data["sessions"]
        ]
        return [*sessions, *self.cleaned_data["follow_ups"]]

    @property
    def chosen_online(self):
        return set(self["online"].value() or [])

    @property
    def chosen_follow_ups(self):
        return set(self["follow_ups"].value() or [])

    @property
    def chosen_codes(self):
        """The codes to tick: what was sent, or what the link asked for."""
        return set(self["sessions"].value() or [])

    @property
    def privacy_notice(self):
        """The organisers' own words, or ours, as the reader sees them."""
        return str(self.conference.privacy_notice) or gettext(
            "We use your name and address only to run this conference: to tell you what concerns your sessions, and to "
            "know how many come. We give them to nobody else."
        )

    @property
    def privacy_version(self):
        """SHA-256 of the words that were agreed to."""
        return hashlib.sha256(f"{self.privacy_notice}\n{self.fields['privacy'].label}".encode()).hexdigest()


class NameForm(forms.ModelForm):
    """What a person corrects about themselves; another address is another person, until it is confirmed."""

    class Meta:
        model = Attendee
        fields = ["name", "organisation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.validators.append(validate_no_web_address)


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, delete everything about me."),
        error_messages={"required": _("Please tick the box if you want everything to be deleted.")},
    )


class LinkForm(forms.Form):
    """Ask for one's personal link again."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
