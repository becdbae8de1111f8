"""Breaks: the slots that belong to no session. Those of a session stand on its page."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.admin.banner import SaysWhatIsUntoldMixin
from programme.admin.base import OfConferenceAdmin, chosen_in
from programme.admin.session_forms import MOVES
from programme.models import Room, Slot
from womconf import in_hand
from womconf.admin_saving import lock_rows


@admin.register(Slot)
class SlotAdmin(SaysWhatIsUntoldMixin, OfConferenceAdmin):
    list_display = ["begins", "ends", "title", "room"]
    date_hierarchy = "starts_at"
    fields = ["conference", "title", "starts_at", "ends_at", "room"]
    autocomplete_fields = ["room"]
    search_fields = ["title__mentions"]

    def get_queryset(self, request):
        return super().get_queryset(request).breaks().select_related("room", "conference")

    def get_changeform_initial_data(self, request):
        conference = in_hand.of(request)
        day = conference and conference.only_day
        return {"starts_at": [day, None, None], **super().get_changeform_initial_data(request)}

    @admin.display(description=_("begins"), ordering="starts_at")
    def begins(self, slot):
        return date_format(slot.starts_at.astimezone(slot.conference.zone), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("ends"), ordering="ends_at")
    def ends(self, slot):
        if slot.ends_at is None:
            return _("open end")
        return date_format(slot.ends_at.astimezone(slot.conference.zone), "TIME_FORMAT")

    def save_form(self, request, form, change):
        form.instance.kind = Slot.Kind.BREAK
        return super().save_form(request, form, change)

    def lock(self, request, object_id):
        lock_rows(Room.objects.filter(pk__in=chosen_in(request, "", "room")))
        super().lock(request, object_id)

    def save_model(self, request, obj, form, change):
        if not change or MOVES.intersection(form.changed_columns):
            actions.place_slots([obj], by=request.user)
        if change:
            obj.save(update_fields=set(form.changed_columns) - MOVES)
