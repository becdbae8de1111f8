"""E-mails to many: written, looked at, sent, and stopped."""

from collections import Counter
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from programme import timetable
from programme.admin.base import EVERYWHERE, OfConferenceAdmin, run
from programme.admin.mail_texts import SeenWithPeopleMixin, explained, show_languages_of_mails, shown
from programme.admin.session_list import BEGINS_AT, name_with_time
from programme.exceptions import ProgrammeError
from programme.models import Conference
from programme.models.mail_texts import WITH_NAME
from registration import actions, begun, emails
from registration.mailings import Criteria, people
from registration.models import Mailing
from womconf import in_hand
from womconf.admin_actions import ask_first, asks_for_many
from womconf.admin_saving import ACTION, is_action
from womconf.mail.models import Message
from womconf.mail.writing import preview

SAMPLES = 3
WIDENS_AND_NARROWS = gettext_lazy(
    "Several sessions or tracks reach the people of each of them. Where you choose in several fields, only those are "
    "reached whom all of it fits."
)
NEXT_STEP = gettext_lazy(
    "In the next step you choose the sessions, the day, who was present and more, see how many people it reaches, and "
    "send it."
)
ANY = [("", pgettext_lazy("whom", "any"))]


class MailingForm(forms.ModelForm):
    """What is written, and to whom: several sessions are all their people; several kinds of criteria must all fit."""

    sessions = forms.MultipleChoiceField(label=gettext_lazy("Sessions"), required=False)
    tracks = forms.MultipleChoiceField(label=gettext_lazy("Tracks"), required=False)
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of e-mails"), required=False)
    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        required=False,
        choices=[
            *ANY,
            ("place", gettext_lazy("with a place")),
            ("waiting", gettext_lazy("on the waiting list")),
            ("cancelled", gettext_lazy("registered until the session was cancelled")),
        ],
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("On site or online"),
        required=False,
        choices=[*ANY, ("on_site", gettext_lazy("on site")), ("online", gettext_lazy("online"))],
    )
    presence = forms.ChoiceField(
        label=gettext_lazy("Presence"),
        required=False,
        choices=[*ANY, ("present", gettext_lazy("were present")), ("absent", gettext_lazy("were not present"))],
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        required=False,
        choices=[*ANY, ("confirmed", gettext_lazy("agreed")), ("requested", gettext_lazy("have not answered yet"))],
        help_text=gettext_lazy("Of speakers."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        show_languages_of_mails(self)
        self.names = [name for name in Criteria.__dataclass_fields__ if name in self.fields]
        for name in self.names:
            self.fields[name].initial = self.instance.criteria.get(name, "")
        if conference := Conference.objects.filter(pk=self.instance.conference_id).first():
            self._offer(conference)

    @property
    def chosen(self):
        """Return [(label, words)] of the criteria that are stored."""
        for name, stored in self.instance.criteria.items():
            labels = dict(self.fields[name].choices)
            values = stored if isinstance(stored, list) else [stored]
            yield self.fields[name].label, ", ".join(str(labels.get(str(value), _("deleted"))) for value in values)

    def _offer(self, conference):
        found = conference.sessions.announced()
        sessions = timetable.in_order_of_time(found.with_programme().annotate(begins_at=BEGINS_AT))
        titles = Counter(map(str, sessions))
        named = [(s, name_with_time(s) if titles[str(s)] > 1 else str(s)) for s in sessions]
        days = sorted(
            {str(d) for s in sessions for slot in s.slots.all() for d in timetable.days_of(slot, conference.zone)}
        )
        choices = {
            "sessions": [(str(session.pk), name) for session, name in named],
            "tracks": [(str(track.pk), str(track)) for track in conference.tracks.all()],
            "day": [*ANY, *((day, date_format(date.fromisoformat(day))) for day in days)],
            "language": [*ANY, *settings.LANGUAGES],
        }
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = offered

    def clean(self):
        data = super().clean()
        keys = {name: list(map(int, data.get(name) or [])) for name in ("sessions", "tracks")}
        rest = {name: data.get(name) or "" for name in self.names if name not in keys}
        if self.names and not self.errors:
            self.instance.criteria = Criteria(**keys, **rest).stored()
        return data


@admin.register(Mailing)
class MailingAdmin(SeenWithPeopleMixin, OfConferenceAdmin):
    form = MailingForm
    list_display = ["subject", "to", "sent_at", "progress"]
    list_filter = ["to"]
    ordering = ["-pk"]
    actions = ["send", "stop"]
    own = ["subject", "text", "placeholders"]
    whom = ["to", "sessions", "tracks", "day", "language", "place", "mode", "presence", "answer"]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            fields = ["conference", "to", "subject", "text", "placeholders"]
            return [(None, {"fields": fields, "description": NEXT_STEP})]
        if not self.has_change_permission(request, obj):
            shown = ["to", "chosen", "subject", "text"]
            return [(None, {"fields": [*shown, *(["sent_at", "progress", "stopped_at"] if obj.sent_at else [])]})]
        return [
            (None, {"fields": self.own}),
            (_("To whom"), {"fields": self._whom(obj), "description": WIDENS_AND_NARROWS}),
            (
                _("Before you send it"),
                {
                    "fields": ["reached", "samples"],
                    "description": _("This is what is stored. Sending asks once more, with the number."),
                },
            ),
        ]

    def _whom(self, mailing):
        """Leave out tracks where there are none to choose, and none were chosen."""
        has_tracks = mailing.conference.tracks.exists() or "tracks" in mailing.criteria
        return [name for name in self.whom if name != "tracks" or has_tracks]

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), "placeholders", "chosen", "reached", "samples"]
        return [*fields, "progress", "sent_at", "stopped_at"]

    def get_changeform_initial_data(self, request):
        occasion, session = begun.asked_for(request.GET, in_hand.of(request))
        said = begun.first_words(occasion, session) if session else {}
        return super().get_changeform_initial_data(request) | said

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
            occasion, session = begun.asked_for(request.GET, obj.conference)
            if session:
                obj.criteria = occasion.whom_it_reaches(session).stored()
        elif set(form.changed_data) & set(self.whom):
            form.changed_data.append("criteria")
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """Show the page of what was written: there it is chosen to whom it goes, looked at, and sent."""
        text = _("It is stored, and not sent yet. Now choose to whom it goes, and look at what it will be.")
        messages.success(request, text)
        return redirect(reverse("admin:registration_mailing_change", args=[obj.pk]))

    def response_change(self, request, obj):
        """Stay on the page as long as it is not sent: there it says whom it reaches now, and is sent."""
        if is_action(request) or obj.sent_at or {"_continue", "_addanother"} & request.POST.keys():
            return super().response_change(request, obj)
        messages.success(request, _("It is stored, and not sent yet."))
        return redirect(reverse("admin:registration_mailing_change", args=[obj.pk]))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer what can be done with it as a button, instead of the list of actions."""
        if context.pop("action_form", None) and super().has_change_permission(request):
            context |= {"acts": _acts(obj), "action_name": ACTION}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.sent_at)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.sent_at)

    @admin.display(description=gettext_lazy("placeholders"))
    def placeholders(self, _mailing):
        return explained(WITH_NAME)

    @admin.display(description=gettext_lazy("To whom"))
    def chosen(self, mailing):
        form = forms.modelform_factory(Mailing, MailingForm, fields=[])(instance=mailing)
        return format_html_join("", "<p>{}: {}</p>", form.chosen) or _("to all of them")

    @admin.display(description=gettext_lazy("Reaches, as stored"))
    def reached(self, mailing):
        count = people(mailing).count()
        return ngettext("%d person", "%d people", count) % count

    @admin.display(description=gettext_lazy("What it looks like, as stored"))
    def samples(self, mailing):
        if not mailing.is_seen_with_people:
            return _("Only those see it who may see messages.")
        mails = [preview(emails.message_of(mailing, person)) for person in people(mailing)[:SAMPLES]]
        return shown((mail.to, mail.subject, mail.text) for mail in mails) or "–"

    @admin.display(description=gettext_lazy("e-mails"))
    def progress(self, mailing):
        if not mailing.sent_at:
            return _("not sent yet")
        status = Message.Status
        counts = emails.messages_of(mailing).aggregate(
            all=Count("pk"),
            sent=Count("pk", filter=Q(status=status.SENT)),
            failed=Count("pk", filter=Q(status=status.FAILED)),
            stopped=Count("pk", filter=Q(status=status.CANCELLED)),
        )
        words = [_("%(sent)d of %(all)d sent") % counts]
        words += [_("%(failed)d failed") % counts] if counts["failed"] else []
        words += [_("%(stopped)d kept back") % counts] if counts["stopped"] else []
        return ", ".join(words)

    @admin.action(description=gettext_lazy("Send …"), permissions=["change"], location=EVERYWHERE)
    def send(self, request, queryset):
        """Ask first, with the number; what has changed meanwhile is asked again."""
        chosen = list(queryset)
        if len(chosen) != 1:
            messages.error(request, _("Please choose one e-mail."))
            return None
        [mailing] = chosen
        count = people(mailing).count()
        form = ExpectedForm(request.POST if "expected" in request.POST else None, initial={"expected": count})
        if not form.is_valid():
            title = ngettext("Send to %d person", "Send to %d people", count) % count
            explanation = _("It leaves at once. You can stop what has not left by one click.")
            return ask_first(self, request, queryset, form=form, title=title, explanation=explanation)
        try:
            sent = actions.send_mailing(mailing, expected=form.cleaned_data["expected"])
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            self.log_change(request, mailing, "Send")
            messages.success(request, ngettext("%d e-mail leaves.", "%d e-mails leave.", sent) % sent)
        return None

    @asks_for_many
    @admin.action(description=gettext_lazy("Stop"), permissions=["change"], location=EVERYWHERE)
    def stop(self, request, queryset):
        kept = []
        run(request, queryset, lambda mailing: kept.append(actions.stop_mailing(mailing)), lambda _n: _kept(sum(kept)))


def _kept(count):
    if count == 0:
        return _("Everything had been sent already.")
    return ngettext("%d e-mail is kept back.", "%d e-mails are kept back.", count) % count


def _acts(mailing):
    """Return [(name of an action, what its button says)] of what can be done with a mailing."""
    if mailing.sent_at is None:
        return [("send", _("Send …"))]
    is_under_way = emails.messages_of(mailing).filter(status__in=[Message.Status.QUEUED, Message.Status.HELD]).exists()
    return [("stop", _("Stop"))] if is_under_way else []


class ExpectedForm(forms.Form):
    """How many people the organiser saw it reach."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
