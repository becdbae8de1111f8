import hashlib
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH
from programme.languages import interface_languages
from programme.validators import validate_no_control_characters, validate_single_line
from registration.actions.places import check_overlaps
from registration.exceptions import Overlapping
from registration.models import AccessNeeds, Attendee, Feedback
from registration.models.feedback import TEXT_MAX_LENGTH
from registration.question_forms import Buttons, QuestionForm, TextField
from registration.validators import validate_no_link, validate_no_web_address
from womconf.addresses import AddressFormField, AddressInput

CODE = re.compile(rf"[0-9A-Za-z]{{1,{CODE_LENGTH}}}")


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


class NeedsForm(forms.Form):
    """What somebody needs to take part, by a consent of its own."""

    access_needs = forms.CharField(
        label=_("What do you need to take part? (optional)"),
        required=False,
        max_length=AccessNeeds._meta.get_field("text").max_length,
        validators=[validate_no_control_characters],
        help_text=_("For example a lift, an interpreter into sign language, captions."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    access_needs_agreed = forms.BooleanField(
        label=_("I agree that you store this. Only those see it who prepare it, and it is deleted soon afterwards."),
        required=False,
    )

    def clean(self):
        data = super().clean()
        if data.get("access_needs") and not data.get("access_needs_agreed"):
            self.add_error(
                "access_needs_agreed",
                _("Without your consent we cannot store what you need. Please tick the box, or empty the field above."),
            )
        return data


MOST_CODES = 5  # in one form


class RegistrationForm(NeedsForm, QuestionForm):
    """Several sessions of a conference, one name, one address, and little else."""

    # As they stand on the page, for the list of errors.
    field_order = [
        *("sessions", "follow_ups", "online", "overlaps_meant", "together", "access_code"),
        *("name", "email", "organisation", "language"),
        *("colleague_name", "colleague_email", "access_needs", "access_needs_agreed", "privacy"),
    ]
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
        validators=[validate_single_line, validate_no_link],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressFormField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link there to confirm your registration."),
        widget=AddressInput(attrs={"autocomplete": "email"}),
    )
    organisation = forms.CharField(
        label=_("Organisation (optional)"),
        required=False,
        max_length=Attendee._meta.get_field("organisation").max_length,
        validators=[validate_single_line, validate_no_web_address],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our e-mails"), required=False, choices=interface_languages, initial=get_language
    )
    together = forms.BooleanField(
        label=_("Register me only if there is a free place in all of them."),
        required=False,
        help_text=_("Otherwise you go on the waiting list where a session is full."),
    )
    overlaps_meant = forms.BooleanField(
        label=_("I have seen that these take place at the same time, and want all of them anyway."),
        required=False,
    )
    access_code = forms.CharField(
        label=_("Access code"),
        required=False,
        max_length=200,
        validators=[validate_single_line],
        help_text=_("Only for sessions that say so. Several codes: with spaces between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    colleague_name = forms.CharField(
        label=_("Name of the other person"),
        required=False,
        max_length=Attendee._meta.get_field("name").max_length,
        validators=[validate_single_line, validate_no_link],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    colleague_email = AddressFormField(
        label=_("E-mail address of the other person"),
        required=False,
        help_text=_("They get an e-mail of their own and confirm for themselves."),
        widget=AddressInput(attrs={"autocomplete": "off"}),
    )
    privacy = forms.BooleanField(
        label=_("I agree that my details are used to organise this conference."),
        error_messages={"required": _("Without your consent we cannot keep your registration.")},
    )
    key = KeyField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    questions_after = "language"

    def __init__(self, *args, offer, **kwargs):
        super().__init__(*args, questions=offer.questions, auto_id="id_%s", **kwargs)
        self.conference, self.offered = offer.conference, offer.sessions

    def clean_sessions(self):
        """Return the Sessions that the codes name; drafts and those of other conferences are as good as unknown."""
        return self._named("sessions", self.offered)

    def clean_follow_ups(self):
        """Return the pools that the codes name."""
        return self._named("follow_ups", (pool for session in self.offered for pool in session.pools.all()))

    def _named(self, field, offered):
        codes = set(self.cleaned_data[field])
        found = [thing for thing in offered if thing.code in codes] if codes else []
        if len(found) != len(codes):
            raise ValidationError(self.fields[field].error_messages["invalid_choice"])
        return found

    def clean_access_code(self):
        """Return the codes that were typed: the whole field may be one with spaces in it, or several."""
        whole = self.cleaned_data["access_code"]
        codes = whole.split()
        if len(codes) > MOST_CODES:
            raise ValidationError(_("Please type at most %d codes.") % MOST_CODES)
        return codes if len(codes) < 2 else [*codes, whole]

    def clean(self):
        data = super().clean()
        name, email = data.get("colleague_name"), data.get("colleague_email")
        if name and email == "":
            self.add_error("colleague_email", _("Please add the address of this person."))
        if email and name == "":
            self.add_error("colleague_name", _("Please add the name of this person."))
        if email and email == data.get("email"):
            self.add_error("colleague_email", _("This is your own address."))
        if self.errors and not {"sessions", "follow_ups", "online"}.intersection(self.errors):
            self._add_overlaps()
        return data

    def _add_overlaps(self):
        """Say in a form that comes back anyway what the action would refuse next; of any other form it asks itself."""
        try:
            check_overlaps(self.conference, self.pools, are_meant=self.cleaned_data["overlaps_meant"])
        except Overlapping as refusal:
            self.add_error(refusal.field, str(refusal))

    @property
    def colleague(self):
        """Who registers with the same form, as register_with_colleague wants it, or None."""
        data = self.cleaned_data
        return {"name": data["colleague_name"], "email": data["colleague_email"]} if data["colleague_email"] else None

    @property
    def addresses(self):
        """Whom the form has us write to, the sender first."""
        return [self.cleaned_data["email"], *filter(None, [self.cleaned_data["colleague_email"]])]

    @property
    def pools(self):
        """The places that the whole form asks for."""
        online = set(self.cleaned_data["online"])
        sessions = [
            (session.code in online and session.online_pool) or session.pool
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
        words = [self.privacy_notice, self.fields["privacy"].label]
        if self.cleaned_data["access_needs"]:
            words.append(self.fields["access_needs_agreed"].label)
        return hashlib.sha256("\n".join(map(str, words)).encode()).hexdigest()


class NameForm(forms.ModelForm):
    """What a person corrects about themselves; another address is another person, until it is confirmed."""

    class Meta:
        model = Attendee
        fields = ["name", "organisation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(validate_no_link)
        self.fields["organisation"].validators.append(validate_no_web_address)


class WalkInForm(NameForm):
    """Who stands at a door without a registration: a name is enough."""

    key = KeyField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class AddressForm(forms.Form):
    """Another address to write to."""

    new_email = AddressFormField(
        label=_("New e-mail address"),
        help_text=_("We send you a link there; only when you have opened it do we write to the new address."),
        widget=AddressInput(attrs={"autocomplete": "email"}),
    )


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, delete everything about me."),
        error_messages={"required": _("Please tick the box if you want everything to be deleted.")},
    )


class FeedbackForm(forms.Form):
    """How one session was; nothing in it says whose answer it is."""

    rating = forms.TypedChoiceField(
        label=Feedback._meta.get_field("rating").verbose_name,
        choices=Feedback.Rating,
        coerce=int,
        widget=Buttons,
        error_messages={"required": _("Please choose how it was.")},
    )
    good = TextField(label=_("What was good? (optional)"), required=False, max_length=TEXT_MAX_LENGTH)
    better = TextField(
        label=_("What could be better? (optional)"),
        required=False,
        max_length=TEXT_MAX_LENGTH,
        help_text=_("Please no names."),
    )

    def __init__(self, *args, session, **kwargs):
        """Give the fields ids of their own: there may be several such forms on a page."""
        super().__init__(*args, auto_id=f"id_feedback_{session.code}_%s", **kwargs)
        self.fields["good"].help_text = self.fields["better"].help_text


class LinkForm(forms.Form):
    """Ask for one's personal link again."""

    email = AddressFormField(label=_("Your e-mail address"), widget=AddressInput(attrs={"autocomplete": "email"}))
