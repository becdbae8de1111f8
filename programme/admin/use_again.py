"""The page on which organisers make the next conference of one that is there."""

import re
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods
from i18nfield.strings import LazyI18nString

from programme import actions
from programme.actions import Piece
from programme.admin.desk import conference_or_404, page, start_page
from programme.exceptions import ProgrammeError
from programme.fields import translations
from programme.models import Conference
from womconf.quotes import in_quotes

A_MOMENT = timedelta(minutes=1)
YEAR = timedelta(weeks=52)  # the same day of the week
BY_DEFAULT = [Piece.ROOMS, Piece.TRACKS, Piece.QUESTIONS, Piece.MAIL_TEXTS]


class UseAgainForm(forms.ModelForm):
    """What the new conference is called, when it begins, and what comes along."""

    class Meta:
        model = Conference
        fields = ["title", "slug", "starts_on"]
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("What comes along beside texts and settings"),
        choices=Piece,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, source, **kwargs):
        super().__init__(*args, initial=_suggested(source), **kwargs)
        self.source = source
        self.fields["title"].show_languages(source.languages)
        self.fields["parts"].choices = _counted(source)

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < timezone.localdate(timezone=self.source.zone):
            raise forms.ValidationError(_("Please choose a day to come."))
        return day

    def clean_parts(self):
        parts = self.cleaned_data["parts"]
        if Piece.TIMES in parts and Piece.SESSIONS not in parts:
            raise forms.ValidationError(_("Times come along with their sessions only. Please tick these, too."))
        return parts


def _suggested(source):
    """Return what is likely: a year later, and that year in the title and the address where there was one."""
    day = source.starts_on + YEAR
    while day < timezone.localdate(timezone=source.zone):
        day += YEAR

    def next_one(text, *, before):
        named = re.sub(rf"\b{source.starts_on.year}\b", str(day.year), text)
        return f"{text}{before}{day.year}" if named == text else named

    titles = {language: next_one(text, before=" ") for language, text in translations(source.title).items()}
    return {
        "title": LazyI18nString(titles),
        "slug": next_one(source.slug, before="-"),
        "starts_on": day,
        "parts": BY_DEFAULT,
    }


def _counted(source):
    """Return the choices of what comes along, with how many there are of what the programme has."""
    counts = {
        Piece.ROOMS: source.rooms.count(),
        Piece.TRACKS: source.tracks.count(),
        Piece.MAIL_TEXTS: source.mail_texts.count(),
        Piece.SESSIONS: source.sessions.exclude(status="cancelled").count(),
        Piece.TIMES: source.slots.exclude(session__status="cancelled").count(),
    }
    return [(piece, f"{label} ({counts[piece]})" if piece in counts else label) for piece, label in Piece.choices]


def _distances(source):
    """Say when registration opens and closes, counted from the first day."""
    days = (source.ends_on - source.starts_on).days + 1
    yield ngettext("It lasts %d day.", "It lasts %d days.", days) % days
    for moment, words in [
        (source.registration_opens_at, _("Registration opens %s.")),
        (source.registration_closes_at, _("Registration closes %s.")),
    ]:
        if moment:
            yield words % _distance(moment.astimezone(source.zone), source.starts_on)


def _distance(clock, day):
    days = (clock.date() - day).days
    if not days:
        words = _("on the first day, at %(time)s")
    elif days < 0:
        words = ngettext(
            "%(days)d day before the first day, at %(time)s", "%(days)d days before the first day, at %(time)s", -days
        )
    else:
        words = ngettext(
            "%(days)d day after the first day, at %(time)s", "%(days)d days after the first day, at %(time)s", days
        )
    return words % {"days": abs(days), "time": date_format(clock, "TIME_FORMAT")}


@require_http_methods(["GET", "HEAD", "POST"])
def use_again(request, object_id):
    """Ask what the next conference is called, when it begins, and what comes along; make it."""
    source = conference_or_404(request, object_id, "programme.view_conference")
    if not request.user.has_perm("programme.add_conference"):
        raise PermissionDenied
    form = UseAgainForm(request.POST if request.method == "POST" else None, source=source)
    made = _make(request, source, form) if form.is_valid() else None
    if made := made or _made_a_moment_ago(form):
        messages.success(request, _("“%s” is there. Only organisers see it yet.") % in_quotes(made.title))
        return redirect(start_page(made))
    title = _("Use it again")
    return page(request, "admin/programme/use_again.html", title, form=form, distances=list(_distances(source)))


def _made_a_moment_ago(form):
    """Return the conference that the first of two clicks has made; None where another one has the address."""
    lately = timezone.now() - A_MOMENT
    made = Conference.objects.filter(slug=form.data.get("slug", ""), published_at=None, created_at__gt=lately).first()
    asked = form.cleaned_data if made else {}
    is_it = asked and (str(asked.get("title")), asked.get("starts_on")) == (str(made.title), made.starts_on)
    return made if is_it else None


def _make(request, source, form):
    """Return the new conference; None where it is refused, which the form then says."""
    try:
        made = actions.clone_conference(source, **form.cleaned_data, by=request.user)
    except ProgrammeError as refusal:
        form.add_error(None, str(refusal))
        return None
    message = _("Made of “%s”.") % in_quotes(source.title)
    LogEntry.objects.log_actions(request.user.pk, [made], ADDITION, change_message=message, single_object=True)
    return made
