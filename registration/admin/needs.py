"""What people need to take part."""

from django.contrib import admin
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from registration.admin.base import ReadMostlyAdmin
from registration.models import AccessNeeds, Registration
from registration.needs import reads_needs
from womconf import in_hand


@admin.register(AccessNeeds)
class AccessNeedsAdmin(ReadMostlyAdmin):
    """What people need to take part: for those only who are to read it, whatever else somebody may do here."""

    list_display = ["text", "attendee", "sessions", "created_at"]
    path_to_conference = "submission__attendee__conference"
    list_select_related = ["submission__attendee"]
    fields = readonly_fields = ["attendee", "text", "sessions", "created_at"]

    def has_view_permission(self, request, obj=None):
        return reads_needs(request.user, self._whose(request, obj))

    def _whose(self, request, needs):
        return self._conference_of_row(needs) if needs else in_hand.of(request)

    def has_change_permission(self, request, obj=None):
        return False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        """Return those of confirmed forms: until then, anybody may have written them."""
        confirmed = super().get_queryset(request).filter(submission__confirmed_at__isnull=False)
        live = Registration.objects.live().select_related("pool__session", "pool__slot")
        return confirmed.prefetch_related(Prefetch("submission__attendee__registrations", live))

    @admin.display(description=_("attendee"))
    def attendee(self, needs):
        return needs.submission.attendee

    @admin.display(description=_("sessions"))
    def sessions(self, needs):
        return ", ".join(registration.pool.title for registration in needs.submission.attendee.registrations.all())
