"""The page of the admin that shows what has changed and who does not know it yet, and where they are told."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from programme import actions, telling
from programme.actions.moving import people_with_two
from programme.admin.banner import RIGHT, address_of, is_key
from programme.admin.base import on_their_way
from programme.admin.desk import conference_or_404
from programme.exceptions import ProgrammeError, TooLateToTell
from programme.moments import MomentField
from programme.validators import validate_no_control_characters

NAMES = "registration.view_attendee"


class UntoldForm(forms.Form):
    """What an organiser decides: to write now, or later, or that people know it already."""

    shown = forms.CharField(widget=forms.HiddenInput)
    at = MomentField(label=gettext_lazy("Send at"), required=False)
    words = forms.CharField(
        label=gettext_lazy("How were they told?"),
        required=False,
        max_length=200,
        validators=[validate_no_control_characters],
        help_text=gettext_lazy("For example: by telephone on 3 May."),
    )

    def clean(self):
        data = super().clean()
        if "later" in self.data and not self.errors:
            if not data["at"]:
                self.add_error("at", _("Please choose a day and a time."))
            elif data["at"] <= timezone.now():
                self.add_error("at", _("This time is over. Please choose a later one, or send the e-mails now."))
        if "told" in self.data and not self.errors and not data["words"].strip():
            self.add_error("words", _("Please note how they were told, for example “by telephone on 3 May”."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def untold(request, object_id):
    """Show who does not know what; have mails sent, or note that people were told otherwise."""
    conference = conference_or_404(request, object_id, RIGHT)
    chosen = [key for key in request.GET.getlist("session") if is_key(key)] or None
    with timezone.override(conference.zone):
        form = UntoldForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and (done := _do(request, conference, chosen, form)):
            messages.success(request, done)
            return redirect(address_of(conference))
        return _page(request, conference, chosen, form).render()


def _do(request, conference, chosen, form):
    """Act as the button says. Return what was done, in words; None where it was refused, and the page says why."""
    sessions = None if chosen is None else conference.sessions.filter(pk__in=chosen)
    act = next((act for name, act in BUTTONS.items() if name in request.POST), _send)
    try:
        return act(request, conference, sessions, form.cleaned_data)
    except TooLateToTell as refusal:
        form.add_error("at", str(refusal))
    except ProgrammeError as refusal:
        messages.error(request, str(refusal))
    return None


def _send(request, conference, sessions, data):
    count = actions.tell_changes(conference, sessions=sessions, shown=data["shown"])
    return on_their_way(count) if count else _("Everybody knows it already; no e-mail was written.")


def _send_later(request, conference, sessions, data):
    count = actions.tell_changes(conference, sessions=sessions, shown=data["shown"], at=data["at"])
    if not count:
        return _("Everybody knows it already; no e-mail was written.")
    when = {"count": count, "when": date_format(timezone.localtime(data["at"]), "DATETIME_FORMAT")}
    return ngettext("%(count)d e-mail leaves on %(when)s.", "%(count)d e-mails leave on %(when)s.", count) % when


def _hurry(request, conference, sessions, data):
    return on_their_way(actions.tell_changes(conference, sessions=sessions))


def _keep_back(request, conference, sessions, data):
    count = actions.keep_back_changes(conference, sessions=sessions)
    return ngettext("%d e-mail will not leave.", "%d e-mails will not leave.", count) % count


def _note(request, conference, sessions, data):
    how = {"by": request.user, "words": data["words"], "shown": data["shown"]}
    people = actions.note_as_told(conference, sessions=sessions, **how)
    return _noted(telling.counted(people), len(people)) if people else _("Everybody knows it already.")


def _note_call(request, conference, sessions, data):
    person, shown = _person(conference, request.POST["person"])
    how = {"by": request.user, "words": _("Called"), "shown": shown}
    if person is None or not actions.note_as_told(conference, person=person, sessions=sessions, **how):
        return None
    return _noted(person if request.user.has_perm(NAMES, conference) else telling.counted([person]), 1)


BUTTONS = {"person": _note_call, "told": _note, "hurry": _hurry, "keep_back": _keep_back, "later": _send_later}


def _noted(who, count):
    return ngettext("%(who)s knows it now.", "%(who)s know it now.", count) % {"who": who}


def _button_of(person, overview):
    """Return what a button says that is about one person: who it is, and which changes they are told of."""
    theirs = [change for change in overview.changes if change.person == person]
    return f"{telling.audience_of(person).person}:{person.pk}:{telling.digest(theirs)}"


def _person(conference, button):
    """Return whom a button names, None where there is nobody, and the digest of the changes that were shown."""
    kind, pk, shown = [*button.split(":"), "", "", ""][:3]
    for audience in telling.AUDIENCES:
        if audience.person == kind and is_key(pk):
            return audience.model.objects.filter(pk=pk, conference=conference).first(), shown
    return None, shown


def _page(request, conference, chosen, form):
    overview = telling.Overview.of(conference, chosen and [int(key) for key in chosen])
    both = people_with_two(conference, {session.pk for session, _of_it in overview.by_session if session})
    to_write_to = set(overview.to_write_to)
    context = {
        **admin.site.each_context(request),
        "title": _("Tell what has changed"),
        "conference": conference,
        "overview": overview,
        "form": form,
        "is_part": chosen is not None,
        "groups": [
            (session, of_it, both.get(session and session.pk), not to_write_to.isdisjoint(of_it.people))
            for session, of_it in overview.by_session
        ],
        "to_call": [(_button_of(person, overview), person) for person in overview.to_call],
        "mails": [telling.audience_of(person).sample(person) for person in overview.samples],
        "may_see_names": request.user.has_perm(NAMES, conference),
        "media": forms.Media(js=["admin/js/core.js"]) + form.media,
    }
    return TemplateResponse(request, "admin/programme/untold.html", context)
