from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme.admin.base import TranslatedSearchMixin, run
from registration import actions
from registration.models import Attendee, Registration


class ReadMostlyAdmin(admin.ModelAdmin):
    """Rows that come from people; organisers read and act, they do not type here."""

    list_per_page = 50

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Registration)
class RegistrationAdmin(TranslatedSearchMixin, ReadMostlyAdmin):
    list_display = ["attendee", "email", "session", "status", "status_at", "position"]
    list_filter = ["session__conference", "status", ("session", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["attendee__name", "attendee__email"]
    translated_search_fields = ["session__title"]
    list_select_related = ["attendee", "session"]
    date_hierarchy = "created_at"
    fields = ["attendee", "session", "status", "status_at", "status_by", "held_until", "position", "created_at"]
    readonly_fields = fields
    actions = ["cancel"]
    show_full_result_count = False

    @admin.display(description=_("e-mail address"), ordering="attendee__email")
    def email(self, registration):
        return registration.attendee.email

    @admin.action(description=_("Cancel; the place goes to the waiting list"), permissions=["change"])
    def cancel(self, request, queryset):
        run(
            request,
            queryset,
            lambda registration: actions.cancel(registration, by=request.user),
            lambda n: _("%d cancelled.") % n,
        )


class RegistrationInline(admin.TabularInline):
    model = Registration
    fields = ["session", "status", "status_at", "status_by"]
    readonly_fields = fields
    extra = 0
    can_delete = False

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
    show_full_result_count = False

    @admin.action(description=_("Cancel everything of this person"), permissions=["change"])
    def cancel_all(self, request, queryset):
        run(
            request,
            queryset,
            lambda attendee: actions.cancel_all(attendee, by=request.user),
            lambda n: _("%d people cancelled.") % n,
        )
