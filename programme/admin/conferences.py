from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions, schedule_checks, telling
from programme.actions import moving
from programme.admin import desk, saved_views, timetable
from programme.admin.access_links import AccessLinkMixin, RoomForm
from programme.admin.banner import SaysWhatIsUntoldMixin
from programme.admin.base import (
    EVERYWHERE,
    ConferenceZoneMixin,
    DeletionMixin,
    InConferenceMixin,
    OfConferenceAdmin,
    run,
)
from programme.admin.conference_forms import ConferenceForm, NewConferenceForm
from programme.admin.members import people
from programme.admin.untold import untold
from programme.admin.use_again import use_again
from programme.admin_import import import_programme
from programme.models import Conference, Membership, Organisation, Room, Session, Slot, Track, certifying
from womconf import in_hand
from womconf.admin_actions import ask_first, asks_for_many, is_sure
from womconf.admin_saving import FOLDED, SavingAdmin, lock_rows
from womconf.admin_users import name_of
from womconf.history.moments import Related
from womconf.in_hand import RowsOfConferencesMixin

MAX_NAMED = 10


@admin.register(Conference)
class ConferenceAdmin(
    RowsOfConferencesMixin, SaysWhatIsUntoldMixin, DeletionMixin, InConferenceMixin, ConferenceZoneMixin, SavingAdmin
):
    path_to_conference = "pk"
    WHEN = [("starts_on", "ends_on"), "time_zone"]
    form = ConferenceForm
    list_display = ["title", "starts_on", "ends_on", "is_public", "sessions_count"]
    ordering = ["-starts_on", "-pk"]  # a list that counts in a column loses the order of the model
    search_fields = ["slug", "title__mentions", "theme__mentions"]
    publisher = name_of(Conference, "published_by")
    readonly_fields = ["published_at", "publisher", "next_reminders", "certificate_placeholders"]
    # First what is needed before a conference can be public; what has a good value without anybody's doing is folded.
    fieldsets = [
        (None, {"fields": ["title", "theme", "description", "host_name", "venue"]}),
        (_("When"), {"fields": WHEN}),
        (_("On the web"), {"fields": ["slug", "languages", ("published_at", "publisher")]}),
        (
            _("Who answers for it"),
            {
                "fields": ["imprint", "contact", "contact_email", "privacy_notice", "accessibility"],
                "description": _("Each text stands on a page of its own, which the foot of every page leads to."),
            },
        ),
        (
            _("Registration"),
            {
                "fields": [("registration_opens_at", "registration_closes_at"), "overlaps"],
                "description": _(
                    "The form asks everybody what they need to take part. Only those with the role “access needs” "
                    "read it, and members of the group of that name."
                ),
            },
        ),
        (
            _("Access to online sessions"),
            {
                "fields": [("join_minutes", "join_minutes_speakers"), "join_test_link", "join_counts_as_presence"],
                "classes": [FOLDED],
                "description": _(
                    "Everybody has an address of their own for each online session, on their page and in their "
                    "calendar. You enter the link of the video conference at the session, or at its room."
                ),
            },
        ),
        (
            _("Reminders"),
            {
                "fields": [("reminder_time", "reminder_minutes"), "next_reminders"],
                "classes": [FOLDED],
                "description": _(
                    "Whoever has a place, or takes part, is reminded by e-mail: in the evening of all sessions of the "
                    "next day, and shortly before each online session. The e-mails say what stands in the programme; "
                    "there is nothing to write."
                ),
            },
        ),
        (
            _("After the sessions"),
            {
                "fields": ["thanks_time", "asks_feedback"],
                "classes": [FOLDED],
                "description": _("Materials and recordings you enter at the session."),
            },
        ),
        (
            _("Asking speakers"),
            {
                "fields": [("asks_name", "asks_contact"), "answer_reminders"],
                "classes": [FOLDED],
                "description": _("Until when somebody is to answer, you say when you ask them."),
            },
        ),
        (
            _("Certificates of attendance"),
            {
                "fields": ["certificate_text", "certificate_placeholders"],
                "classes": [FOLDED],
                "description": _(
                    "Who was present gets one: from you on the page “Paper and files”, or from their personal page. It "
                    "names the sessions, when they were, and how long they took, and can be checked by everybody."
                ),
            },
        ),
    ]
    actions = ["publish", "unpublish", "delete_example"]
    history_of = [Related(Membership, "conference_id", ("user",), right="membership")]

    def get_urls(self):
        view = self.admin_site.admin_view(import_programme)
        return [
            path("import/", view, name="programme_import"),
            path("import/<slug:code>/", view, name="programme_import_text"),
            path("<path:object_id>/untold/", self.admin_site.admin_view(untold), name="programme_untold"),
            path("<path:object_id>/use-again/", self.admin_site.admin_view(use_again), name="programme_use_again"),
            path("<path:object_id>/people/", self.admin_site.admin_view(people), name="programme_people"),
            *desk.urls(self.admin_site),
            *saved_views.urls(self.admin_site),
            *timetable.urls(self.admin_site),
            *super().get_urls(),
        ]

    def conference_of(self, request, object_id):
        """A new conference is not about the one in hand."""
        return super().conference_of(request, object_id) if object_id else None

    def get_actions(self, request, action_location=ActionLocation.CHANGE_LIST):
        """Offer no deletion of the example on the page of a conference that is none."""
        actions = super().get_actions(request, action_location=action_location)
        conference = in_hand.of(request)
        if action_location == ActionLocation.CHANGE_FORM and conference and not conference.is_example:
            actions.pop("delete_example", None)
        return actions

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Say first what a conference still needs before it can be public, with the way to each field."""
        form = context["adminform"].form
        if obj and self.has_change_permission(request, obj):
            context["lacks"] = desk.fields_lacking(form, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_post_save_change(self, request, obj):
        """Lead back to what is to do, where most links to this page stand."""
        return redirect(desk.start_page(obj))

    def response_add(self, request, obj, post_url_continue=None):
        """Show what is to do in the new conference."""
        if "_popup" in request.POST or "_continue" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The conference is there. This is what it still needs:"))
        return redirect(desk.start_page(obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **({} if obj else {"form": NewConferenceForm}), **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        """Show the field "clocks", which says what another zone does to times, to those who may change them."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return [(None, {"fields": ["title", *self.WHEN]})]
        if not self.has_change_permission(request, obj):
            return fieldsets
        when = {"fields": [*self.WHEN, "clocks"]}
        return [(name, when if options["fields"] == self.WHEN else options) for name, options in fieldsets]

    def save_model(self, request, obj, form, change):
        """Save the zone by the action that also moves everything else with it."""
        zone, keeps_clocks = obj.time_zone, change and form.keeps_clocks
        if keeps_clocks:
            obj.time_zone = form.initial["time_zone"]
        super().save_model(request, obj, form, change)
        if keeps_clocks:
            moving.change_zone(obj, zone, by=request.user)
            messages.warning(
                request,
                _(
                    "All times stay as they stand on the clock, so every session takes place at another moment than "
                    "before."
                ),
            )
        if change and {"starts_on", "ends_on", "time_zone"} & set(form.changed_data):
            self._say_what_falls_outside(request, obj)
        if change and "slug" in form.changed_data and obj.is_public:
            words = _("Links to the former address, %(address)s, lead here from now on.")
            messages.info(request, words % {"address": f"/{form.initial['slug']}/"})

    def _say_what_falls_outside(self, request, conference):
        """Name the sessions that are not on the days of the conference: other days do not move them."""
        sessions = conference.sessions.with_programme().order_by("pk")
        warnings = list(schedule_checks.outside_the_days(sessions))
        for warning in warnings[:MAX_NAMED]:
            messages.warning(request, warning.sentence)
        if more := len(warnings[MAX_NAMED:]):
            words = ngettext("… and %d more outside the days.", "… and %d more outside the days.", more)
            messages.warning(request, words % more)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(sessions_count=Count("sessions"))

    def view_on_site(self, conference):
        return reverse("programme:programme", args=[conference.slug]) if conference.is_public else None

    @admin.display(description=_("next reminders"))
    def next_reminders(self, conference):
        at, counts = telling.next_moment(conference) if conference.pk else (None, [])
        if at is None:
            return _("None are due.")
        who = _(" and ").join(audience.counted(number) for audience, number in counts)
        return _("%(day)s, to %(who)s") % {"day": date_format(timezone.localtime(at), "DATETIME_FORMAT"), "who": who}

    @admin.display(description=_("placeholders"))
    def certificate_placeholders(self, conference):
        rows = ((f"{{{name}}}", meaning) for name, meaning in certifying.MEANING.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li><code>{}</code> {}</li>", rows))

    @admin.display(boolean=True, description=_("public"), ordering="published_at")
    def is_public(self, conference):
        return conference.is_public

    @admin.display(description=_("sessions"), ordering="sessions_count")
    def sessions_count(self, conference):
        url = reverse("admin:programme_session_changelist", query={"conference__id__exact": conference.pk})
        return format_html('<a href="{}">{}</a>', url, conference.sessions_count)

    @asks_for_many
    @admin.action(description=_("Make public"), permissions=["change"], location=EVERYWHERE)
    def publish(self, request, queryset):
        run(
            request,
            queryset,
            lambda conference: actions.publish_conference(conference, by=request.user),
            lambda n: ngettext("%d conference is public.", "%d conferences are public.", n) % n,
        )

    @admin.action(description=_("Hide from the public …"), permissions=["change"], location=EVERYWHERE)
    def unpublish(self, request, queryset):
        """Say first how many people would stand before closed doors."""
        if not is_sure(request):
            people = sum(each.speakers.count() + each.attendees.count() for each in queryset)
            explanation = ngettext(
                "All public pages are gone then, and links in e-mails lead nowhere. It concerns %d person who speaks "
                "or has registered; nobody is told, and nothing is deleted.",
                "All public pages are gone then, and links in e-mails lead nowhere. It concerns %d people who speak "
                "or have registered; nobody is told, and nothing is deleted.",
                people,
            )
            title = _("Hide from the public")
            return ask_first(self, request, queryset, title=title, explanation=explanation % people)
        run(
            request,
            queryset,
            lambda conference: actions.unpublish_conference(conference, by=request.user),
            lambda n: ngettext("%d conference is hidden.", "%d conferences are hidden.", n) % n,
        )
        return None

    @admin.action(description=_("Delete the example …"), permissions=["delete"], location=EVERYWHERE)
    def delete_example(self, request, queryset):
        if not is_sure(request):
            return ask_first(
                self,
                request,
                queryset,
                title=_("Delete the example"),
                explanation=_(
                    "The example goes with everything in it: sessions, speakers, the people who are registered, and "
                    "their e-mails. Conferences of your own stay."
                ),
            )
        run(
            request,
            list(queryset),
            actions.delete_example,
            lambda n: ngettext("%d example is deleted.", "%d examples are deleted.", n) % n,
        )
        return redirect("admin:programme_conference_changelist")


@admin.register(Organisation)
class OrganisationAdmin(OfConferenceAdmin):
    list_display = ["name", "website"]
    search_fields = ["name__says"]

    def lock(self, request, object_id):
        """Lock the sessions that it holds first: another name raises the revisions of their slots."""
        lock_rows(Session.objects.filter(host=object_id))
        super().lock(request, object_id)

    def view_on_site(self, organisation):
        is_shown = organisation.sessions.public().exists() or organisation.speakers.public().exists()
        return organisation.get_absolute_url() if is_shown else None


@admin.register(Room)
class RoomAdmin(AccessLinkMixin, SaysWhatIsUntoldMixin, OfConferenceAdmin):
    form = RoomForm
    fields = ["conference", "name", "kind", "capacity", "access_link", "directions", "access", "position"]
    list_display = ["name", "kind", "capacity", "position"]
    list_filter = ["kind"]
    search_fields = ["name__mentions"]

    def lock(self, request, object_id):
        """Lock the sessions that take place in it first: another name raises the revisions of their slots."""
        lock_rows(Session.objects.filter(pk__in=Slot.objects.filter(room=object_id).values("session")))
        super().lock(request, object_id)

    def view_on_site(self, room):
        slots = room.slots.filter(Q(session=None) | Q(session__was_announced=True))
        return room.get_absolute_url() if room.conference.is_public and slots.exists() else None


@admin.register(Track)
class TrackAdmin(OfConferenceAdmin):
    list_display = ["name", "position"]
    search_fields = ["name__mentions"]

    def view_on_site(self, track):
        return track.get_absolute_url() if track.sessions.public().exists() else None
