"""Who registered. Rows come from people: organisers look, correct a name, and cancel by the actions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme.admin.base import EVERYWHERE, SureForm, WithinConferenceFilter, ask_first, run
from registration import actions
from registration.exceptions import RegistrationError
from registration.models import Attendee, Registration


class ReadMostlyAdmin(admin.ModelAdmin):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def log_change(self, request, obj, message):
        """Note who changed which fields of whom; the name of the person does not stay behind in the log."""
        entry = super().log_change(request, obj, message)
        entry.object_repr = f"{self.opts.model_name} {obj.pk}"
        entry.save(update_fields=["object_repr"])
        return entry


class SessionFilter(WithinConferenceFilter):
    title = _("session")
    parameter_name = "session"
    path = "session__conference"

    def choices_of(self, conference):
        return sorted(((str(session.pk), str(session)) for session in conference.sessions.only("title")), key=_by_title)

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(session=self.value())


def _by_title(choice):
    return choice[1].casefold()


@admin.register(Registration)
class RegistrationAdmin(ReadMostlyAdmin):
    list_display = ["attendee", "email", "what", "status", "status_at", "created_at"]
    list_filter = ["session__conference", "status", SessionFilter]
    search_fields = ["attendee__name", "attendee__email", "session__title__mentions"]
    list_select_related = ["attendee", "seats__session", "seats__slot"]
    date_hierarchy = "created_at"
    fields = [
        "attendee",
        "email",
        "what",
        "status",
        "waits_as",
        "status_at",
        "status_by",
        "held_until",
        "created_at",
    ]
    readonly_fields = fields
    actions = ["cancel"]

    @admin.display(description=_("e-mail address"), ordering="attendee__email")
    def email(self, registration):
        return registration.attendee.email

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.seats.title

    @admin.display(description=_("place on the waiting list"))
    def waits_as(self, registration):
        return Registration.objects.with_place().get(pk=registration.pk).place or "–"

    @admin.action(description=_("Cancel …"), permissions=["change"], location=EVERYWHERE)
    def cancel(self, request, queryset):
        return _cancel(
            self,
            request,
            queryset,
            lambda registration: actions.cancel(registration, by=request.user),
            lambda n: ngettext("%d registration is cancelled.", "%d registrations are cancelled.", n) % n,
        )


class RegistrationInline(admin.TabularInline):
    model = Registration
    fields = ["what", "status", "status_at", "status_by"]
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("attendee", "seats__session", "seats__slot", "status_by")

    @admin.display(description=_("session"))
    def what(self, registration):
        return registration.seats.title

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Attendee)
class AttendeeAdmin(ReadMostlyAdmin):
    list_display = ["name", "email", "organisation", "conference", "email_confirmed_at"]
    list_filter = ["conference", ("email_confirmed_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "email", "organisation"]
    list_select_related = ["conference"]
    fields = ["conference", "name", "organisation", "email", "language", "email_confirmed_at", "created_at"]
    readonly_fields = ["conference", "email", "email_confirmed_at", "created_at"]
    inlines = [RegistrationInline]
    actions = ["cancel_all"]

    @admin.action(description=_("Cancel everything …"), permissions=["change"], location=EVERYWHERE)
    def cancel_all(self, request, queryset):
        return _cancel(
            self,
            request,
            queryset,
            lambda attendee: actions.cancel_all(attendee, by=request.user),
            lambda n: ngettext("Everything of %d person is cancelled.", "Everything of %d people is cancelled.", n) % n,
        )


def _cancel(model_admin, request, queryset, act, done):
    form = SureForm(request.POST if "sure" in request.POST else None)
    if form.is_valid():
        return run(request, queryset, act, done, refusal=RegistrationError)
    return ask_first(
        model_admin,
        request,
        queryset,
        form=form,
        title=_("Cancel"),
        explanation=_("They get an e-mail; each place goes to whoever is first on the waiting list."),
    )
