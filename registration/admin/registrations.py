"""Who registered for what. Rows come from people: organisers look, and act by the actions."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from programme.admin.banner import is_key
from programme.admin.base import EVERYWHERE, run
from programme.models import Session, Slot
from programme.roles import MARK
from registration import actions
from registration.admin.base import ReadMostlyAdmin, cancel_after_asking
from registration.admin.filters import PresenceFilter, SessionFilter
from registration.admin.long_lists import (
    RegistrationList,
    add_bounces,
    add_devices,
    add_marks,
    add_numbers,
    has_one_of,
)
from registration.exceptions import RegistrationError
from registration.models import Attendee, Mark, Registration
from womconf import in_hand
from womconf.addresses import in_search
from womconf.admin_actions import asks_for_many
from womconf.admin_users import name_of
from womconf.mail.admin_bounces import mark
from womconf.rights import may_everywhere


@admin.register(Registration)
class RegistrationAdmin(ReadMostlyAdmin):
    list_display = ["attendee", "what", "state", "present", "email", "registered"]
    path_to_conference = "session__conference"
    by_whom = name_of(Registration, "status_by")
    list_filter = ["status", SessionFilter, PresenceFilter]
    search_fields = ["attendee__folded_name__says", "attendee__email", "session__title__mentions"]
    list_select_related = ["attendee", "pool__session", "pool__slot"]
    date_hierarchy = "created_at"
    fields = [
        "attendee",
        "email",
        "what",
        "status",
        "waits_as",
        "status_at",
        "by_whom",
        "held_until",
        "created_at",
        "present",
        "marks",
        "history",
    ]
    readonly_fields = fields
    AT_THE_DOOR = ["attendee", "present", "what", "state"]  # for those who only mark who is there
    actions = ["mark_present", "unmark_present", "give_place", "cancel"]

    @admin.display(description=_("e-mail address"), ordering="attendee__email")
    def email(self, registration):
        return mark(registration.attendee.email, is_bouncing=registration.is_bouncing)

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.pool.title

    def get_urls(self):
        check = self.admin_site.admin_view(self.check_rules)
        return [path("check-rules/", check, name="registration_check_rules"), *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def check_rules(self, request):
        """Show which of the rules that never break is broken; check them anew."""
        if not may_everywhere(request.user, "registration.view_registration"):
            raise PermissionDenied
        if request.method == "POST":
            actions.report_broken_rules()
            return redirect("admin:registration_check_rules")
        context = {"title": _("Rules that never break"), "opts": self.opts, "broken": actions.last_broken_rules()}
        return TemplateResponse(request, "admin/check_rules.html", self.admin_site.each_context(request) | context)

    def get_changelist(self, request, **kwargs):
        return RegistrationList

    def is_at_the_door(self, request):
        """Whether somebody sees no more than who comes today, and marks who is there."""
        return request.user.has_perm(MARK) and not super().has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        if super().has_view_permission(request, obj):
            return True
        return request.user.has_perm(MARK) and self.is_in_hand(request, obj)

    def has_mark_permission(self, request):
        return self.has_change_permission(request) or request.user.has_perm(MARK)

    def get_queryset(self, request):
        """Show at the door who is expected today, as clocks go there."""
        found = super().get_queryset(request)
        if not self.is_at_the_door(request) or (conference := in_hand.of(request)) is None:
            return found
        with timezone.override(conference.zone):
            today = Slot.objects.filter(conference=conference, starts_at__date=timezone.localdate())
            return found.confirmed().filter(session__in=today.values("session"))

    def get_list_display(self, request):
        return self.AT_THE_DOOR if self.is_at_the_door(request) else self.list_display

    def get_list_filter(self, request):
        return [SessionFilter, PresenceFilter] if self.is_at_the_door(request) else self.list_filter

    def get_fields(self, request, obj=None):
        return self.AT_THE_DOOR if self.is_at_the_door(request) else self.fields

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def changelist_view(self, request, extra_context=None):
        """Say of the list of one session how many of those with a place are here."""
        chosen, conference = request.GET.get(SessionFilter.parameter_name, ""), self.named_in(request)
        session = Session.objects.filter(pk=chosen, conference=conference).first() if is_key(chosen) else None
        if session:
            own = Registration.objects.confirmed().filter(session=session, slot=None)
            counts = {"present": own.filter(attended_at__isnull=False).count(), "places": own.count()}
            extra_context = {"of_session": session, **counts, **(extra_context or {})}
        return super().changelist_view(request, extra_context)

    def get_object(self, *args, **kwargs):
        registration = super().get_object(*args, **kwargs)
        if registration:
            add_numbers([registration])
            add_devices([registration])
            add_marks([registration])
            add_bounces([registration])
        return registration

    def get_search_results(self, request, queryset, search_term):
        """Find people and sessions first: asked in one with the registrations, no index and no short way helps."""
        for word in in_search(search_term).split():
            names = ["folded_name__says"] if self.is_at_the_door(request) else ["folded_name__says", "email"]
            people = self._found(Attendee, names, request, word)
            sessions = self._found(Session, ["title__mentions"], request, word)
            queryset = queryset.filter(has_one_of("attendee_id", people) | has_one_of("session_id", sessions))
        return queryset, False

    def _found(self, model, fields, request, word):
        """Return the keys of what has this word. A page asks for its rows several times, but looks for words once."""
        finder = admin.ModelAdmin(model, self.admin_site)
        finder.search_fields = fields
        found, _many = finder.get_search_results(request, model.objects.order_by(), word)
        return list(found.values_list("pk", flat=True))

    def render_change_form(self, request, context, *args, **kwargs):
        """Show no button to save: there is nothing to fill in."""
        nothing = {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, {**context, **nothing}, *args, **kwargs)

    @admin.display(description=_("status"), ordering="status")
    def state(self, registration):
        if registration.number is None:
            return registration.in_words
        return _("on the waiting list, place %d") % registration.number

    @admin.display(description=_("registered"), ordering="created_at")
    def registered(self, registration):
        return date_format(timezone.localtime(registration.created_at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("present"), ordering="attended_at")
    def present(self, registration):
        """Say since when, how it was noted and by whom, and whether several people may use their online access."""
        words = []
        if registration.attended_at:
            words.append(date_format(timezone.localtime(registration.attended_at), "SHORT_DATETIME_FORMAT"))
            words += _how(registration.newest_mark)
        if registration.devices > 1:
            words.append(_("opened on %d devices in one day; perhaps passed on") % registration.devices)
        return " · ".join(map(str, words)) or "–"

    @admin.display(description=_("marks of presence"))
    def marks(self, registration):
        """Every mark so far, in the order of what was seen."""
        lines = []
        for each in registration.marks.in_order().select_related("by", "link"):
            when = date_format(timezone.localtime(each.at), "SHORT_DATETIME_FORMAT")
            words = [when, _("here") if each.is_present else _("taken back"), *_how(each)]
            lines.append([" · ".join(map(str, words))])
        return format_html_join("", "<p>{}</p>", lines) or "–"

    @admin.display(description=_("place on the waiting list"))
    def waits_as(self, registration):
        return registration.number or "–"

    @admin.display(description=_("history"))
    def history(self, registration):
        """Every step so far: when, what it became, by whom if it was an organiser."""
        steps = []
        for step in registration.events.select_related("status_by", "pool__session", "pool__slot").order_by("pk"):
            when = date_format(timezone.localtime(step.pgh_created_at), "SHORT_DATETIME_FORMAT")
            words = [when, step.pool.title, Registration.Status(step.status).label, step.status_by]
            steps.append([" · ".join(str(word) for word in words if word)])
        return format_html_join("", "<p>{}</p>", steps)

    @asks_for_many
    @admin.action(description=_("Mark as present"), permissions=["mark"], location=EVERYWHERE)
    def mark_present(self, request, queryset):
        people = set()

        def mark(registration):
            actions.mark_present(registration, how=Mark.How.LIST, by=request.user)
            people.add(registration.attendee_id)

        run(
            request,
            queryset.select_related("attendee"),
            mark,
            lambda _n: (
                ngettext("%d person is marked as present.", "%d people are marked as present.", len(people))
                % len(people)
            ),
            refusal=RegistrationError,
        )

    @asks_for_many
    @admin.action(description=_("Take the mark back"), permissions=["mark"], location=EVERYWHERE)
    def unmark_present(self, request, queryset):
        run(
            request,
            queryset.filter(attended_at__isnull=False),
            lambda registration: actions.unmark_present(registration, by=request.user),
            lambda n: ngettext("%d mark is taken back.", "%d marks are taken back.", n) % n,
            refusal=RegistrationError,
        )

    @asks_for_many
    @admin.action(description=_("Give a free place"), permissions=["change"], location=EVERYWHERE)
    def give_place(self, request, queryset):
        """To those who wait, first come first; also one that is kept back, and when the list no longer moves up."""
        run(
            request,
            queryset.waiting(),
            lambda registration: actions.give_place(registration, by=request.user),
            lambda n: ngettext("%d person has a place now.", "%d people have a place now.", n) % n,
            refusal=RegistrationError,
        )

    @admin.action(description=pgettext_lazy("registration", "Cancel …"), permissions=["change"], location=EVERYWHERE)
    def cancel(self, request, queryset):
        return cancel_after_asking(
            self,
            request,
            queryset,
            lambda registration: actions.cancel(registration, by=request.user),
            lambda n: ngettext("%d registration is cancelled.", "%d registrations are cancelled.", n) % n,
        )


def _how(noted):
    """Return the words that say how somebody was marked, and by whom where it was not themselves."""
    by = noted and (noted.by or noted.link)
    return [] if noted is None else [noted.get_how_display(), *([by] if by else [])]
