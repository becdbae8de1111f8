from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme import actions, search, timetable
from programme.fields import in_language
from programme.letters import fold
from programme.models import Appearance, Speaker
from programme.validators import validate_no_control_characters
from womconf.quotes import quoted
from womconf.shown import ShownForm

# Below this many sessions a filter is more to read than the programme itself.
FILTER_FROM = 12
MOST_MEANT = 3  # words that the page names for one with a typing error


class ProgrammeFilter(forms.Form):
    """Narrow the programme by address, without JavaScript. What makes no sense is ignored, never an error."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    day = forms.ChoiceField(label=_("Day"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    format = forms.ChoiceField(label=_("Format"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data, *, conference, sessions):
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.conference = conference
        self.found = None
        self.is_worthwhile = len(sessions) >= FILTER_FROM
        self.facts = {session.pk: self._facts(session) for session in sessions}
        for name in ("day", "track", "format", "language"):
            self._offer(name, {value: label for facts in self.facts.values() for value, label in facts[name].items()})
        self.is_valid()

    def _facts(self, session):
        """Return what each filter finds in a session: {filter: {value in the address: what people read}}."""
        days = {day for slot in session.slots.all() for day in timetable.days_of(slot, self.conference.zone)}
        track = session.track
        return {
            "day": {str(day): day for day in days},
            "track": {self._key(track.name): track.name} if track else {},
            "format": {self._key(session.format): session.format} if session.format else {},
            "language": {session.language: session.get_language_display()} if session.language else {},
        }

    def _key(self, name):
        """Return what stands in the address: a name in the main language, so that the address serves in every one."""
        return in_language(name, self.conference.main_language)[0]

    def _offer(self, name, labels):
        """Offer the values found in the sessions; leave a filter out where all have the same."""
        if len(labels) < 2:
            del self.fields[name]
        elif name == "day":
            choices = [(value, date_format(day, "DATE_FORMAT")) for value, day in sorted(labels.items())]
            self.fields[name].choices = [("", _("all")), *choices]
        else:
            choices = sorted(
                ((value, str(label)) for value, label in labels.items()), key=lambda choice: fold(choice[1])
            )
            self.fields[name].choices = [("", _("all")), *choices]

    @property
    def is_active(self):
        return any(self.cleaned_data.values()) or self.is_too_long

    @property
    def is_of_known_values(self):
        """Whether nothing is asked for but what the filters offer: no words to search for, no value unknown to them."""
        return "q" not in self.data and not self.errors and self.data.keys() <= self.fields.keys()

    @property
    def is_too_long(self):
        """Whether more was sought than a search looks for; nothing is found then, and the page says why."""
        return self.has_error("q", "max_length")

    def apply(self, sessions):
        """Return the sessions that every given filter lets pass, in their order."""
        if self.is_too_long:
            return []
        wanted = [(name, value) for name, value in self.cleaned_data.items() if value and name != "q"]
        passing = [session for session in sessions if self._passes(session, wanted)]
        self.found = search.find(self.conference, self.cleaned_data.get("q", ""))
        return passing if self.found is None else [session for session in passing if session.pk in self.found.ranks]

    def _passes(self, session, wanted):
        return all(value in self.facts[session.pk][name] for name, value in wanted)

    @property
    def meant(self):
        """Return [(a word that stands nowhere, the words of the programme that it was taken for)]."""
        meant = self.found.meant.items() if self.found and self.found.ranks else ()
        return [(quoted(typed), ", ".join(map(quoted, words[:MOST_MEANT]))) for typed, words in meant]


class AnswerForm(forms.Form):
    """A speaker's yes, or no with a reason, for one of their sessions."""

    session = forms.CharField(max_length=20)
    role = forms.ChoiceField(choices=Appearance.Role, required=False)
    answer = forms.ChoiceField(choices=[("yes", _("Yes, I will take part")), ("no", _("No, I cannot take part"))])
    reason = forms.CharField(
        label=_("Your reason (optional)"),
        required=False,
        max_length=2000,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the organisers read it."),
    )

    def __init__(self, *args, speaker, **kwargs):
        super().__init__(*args, **kwargs)
        self.speaker = speaker
        self.appearance = None

    def clean(self):
        """Find the speaker's own appearance; the role tells several in one session apart."""
        code, role = self.cleaned_data.get("session"), self.cleaned_data.get("role")
        mine = self.speaker.appearances.open_to_speaker().select_related("session").filter(session__code=code)
        found = list(mine.filter(role=role) if role else mine) if code and "role" not in self.errors else []
        if len(found) != 1:
            raise forms.ValidationError(_("This session is not one of yours."))
        [self.appearance] = found

    def save(self):
        """Note the answer, by the same actions as everybody."""
        if self.cleaned_data["answer"] == "yes":
            return actions.confirm_appearance(self.appearance)
        return actions.decline_appearance(self.appearance, reason=self.cleaned_data["reason"])


class ProfileForm(ShownForm, forms.ModelForm):
    """What a speaker may say of themselves. Name and address are the organisers' to change.

    It is saved on a locked row only (programme.actions.lock_speaker), for an organiser may be at the same text.
    """

    class Meta:
        model = Speaker
        fields = ["position", "biography", "website"]
        help_texts = {
            "biography": _(
                "A few sentences about you. An empty line begins a new paragraph; *stars* around words make them "
                "italic, **two stars** bold."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        biography = self.fields["biography"]
        biography.show_languages(self.instance.conference.languages)
        for widget in biography.widget.widgets:
            widget.attrs["rows"] = 5

    def save(self, commit=True):
        """Store what was changed, by the same action as everybody."""
        return actions.describe_speaker(self.instance, **{name: self.cleaned_data[name] for name in self.changed_data})
