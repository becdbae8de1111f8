from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from programme.fields import translations

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
