from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.fields import translations
from programme.validators import validate_no_control_characters

# Below this many sessions a filter is more to read than the programme itself.
FILTER_FROM = 12


class ProgrammeFilter(forms.Form):
    """Narrow the programme by address, without JavaScript. What makes no sense is ignored, never an error."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)
    day = forms.ChoiceField(label=_("Day"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, data, *, conference, sessions):
        super().__init__(data, auto_id="filter-%s")
        self.conference = conference
        self.is_worthwhile = len(sessions) >= FILTER_FROM
        self._offer("day", sorted({(str(day), day) for s in sessions for day in self._days(s)}))
        self._offer("track", sorted({(str(s.track_id), str(s.track)) for s in sessions if s.track}, key=lambda c: c[1]))
        names = dict(settings.CONTENT_LANGUAGES)
        self._offer("language", sorted({(s.language, names.get(s.language, "")) for s in sessions if s.language}))
        self.is_valid()

    def _offer(self, name, choices):
        """Offer a choice only where there is one."""
        if len(choices) > 1:
            self.fields[name].choices = [("", _("all")), *choices]
        else:
            del self.fields[name]

    @property
    def is_active(self):
        return any(self.cleaned_data.values())

    def apply(self, sessions):
        """Return the sessions that every given filter lets pass, in their order."""
        words = self.cleaned_data.get("q", "").casefold().split()
        wanted = {name: self.cleaned_data.get(name) for name in ("day", "track", "language")}
        return [session for session in sessions if self._passes(session, words, wanted)]

    def _passes(self, session, words, wanted):
        if wanted["track"] and str(session.track_id) != wanted["track"]:
            return False
        if wanted["language"] and session.language != wanted["language"]:
            return False
        if wanted["day"] and wanted["day"] not in map(str, self._days(session)):
            return False
        return all(word in self._text(session) for word in words) if words else True

    def _days(self, session):
        return {slot.starts_at.astimezone(self.conference.zone).date() for slot in session.slots.all()}

    def _text(self, session):
        texts = [*translations(session.title).values(), *translations(session.abstract).values()]
        texts += [appearance.speaker.name for appearance in session.appearances.all()]
        texts += [session.host.name] if session.host else []
        return " ".join(texts).casefold()


class AnswerForm(forms.Form):
    """A speaker's yes, or no with a reason, for one of their sessions."""

    session = forms.CharField(max_length=20)
    answer = forms.ChoiceField(choices=[("yes", _("I will come")), ("no", _("I cannot come"))])
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

    def clean_session(self):
        """Find the speaker's own appearance in the session of this code."""
        code = self.cleaned_data["session"]
        appearances = self.speaker.appearances.select_related("session", "speaker")
        self.appearance = next((found for found in appearances if found.session.code == code), None)
        if self.appearance is None:
            raise forms.ValidationError(_("This session is not one of yours."))
        return code

    def save(self):
        """Note the answer, by the same actions as everybody."""
        if self.cleaned_data["answer"] == "yes":
            return actions.confirm_appearance(self.appearance)
        return actions.decline_appearance(self.appearance, reason=self.cleaned_data["reason"])
