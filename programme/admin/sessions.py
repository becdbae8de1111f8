from django import forms
from django.contrib import admin
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from programme import actions, schedule_checks
from programme.admin.base import LanguagesForm, OfConferenceAdmin, run
from programme.models import Appearance, Session, Slot


class SessionForm(LanguagesForm):
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=0, max_value=1_000_000, help_text=_("Empty: no limit.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["capacity"].initial = self.instance.seats.capacity


class SlotInline(admin.TabularInline):
    model = Slot
    fields = ["kind", "starts_at", "ends_at", "room", "title"]
    autocomplete_fields = ["room"]
    form = LanguagesForm
    extra = 0

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [choice for choice in Slot.Kind.choices if choice[0] != Slot.Kind.BREAK]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class AppearanceInline(admin.TabularInline):
    model = Appearance
    fields = ["speaker", "role", "position", "status", "status_at", "asked_at", "answer_by"]
    readonly_fields = ["status", "status_at", "asked_at"]
    autocomplete_fields = ["speaker"]
    extra = 0


class DayFilter(admin.SimpleListFilter):
    title = _("day")
    parameter_name = "day"

    def lookups(self, request, model_admin):
        days = Slot.objects.filter(session__isnull=False).dates("starts_at", "day")
        return [(day.isoformat(), date_format(day, "SHORT_DATE_FORMAT")) for day in days]

    def queryset(self, request, queryset):
        days = {value for value, _label in self.lookup_choices}
        if self.value() not in days:
            return queryset
        on_that_day = Slot.objects.filter(starts_at__date=self.value())
        return queryset.filter(pk__in=on_that_day.values("session"))


@admin.register(Session)
class SessionAdmin(OfConferenceAdmin):
    form = SessionForm
    list_display = ["title", "begins", "status", "who", "places"]
    list_filter = ["conference", "status", DayFilter, "track"]
    search_fields = ["code", "host__name", "appearances__speaker__name"]
    translated_search_fields = ["title", "abstract"]
    ordering = ["-conference__starts_on", "pk"]
    autocomplete_fields = ["conference", "host", "track"]
    readonly_fields = ["status", "status_at", "status_by", "warnings"]
    fieldsets = [
        (None, {"fields": ["conference", "title", "abstract", "warnings"]}),
        (_("Facts"), {"fields": ["format", "language", "host", "track", "capacity"]}),
        (_("Status"), {"fields": ["status", "status_at", "status_by"]}),
    ]
    inlines = [SlotInline, AppearanceInline]
    actions = ["announce", "confirm", "cancel", "reinstate"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_programme().annotate(begins_at=Min("slots__starts_at"))

    def get_deleted_objects(self, objs, request):
        """Say politely why a session with registrations stays: it can be cancelled instead."""
        return super().get_deleted_objects(objs, request)

    @admin.display(description=_("begins"), ordering="begins_at")
    def begins(self, session):
        if session.begins_at is None:
            return _("time follows")
        return date_format(session.begins_at.astimezone(session.conference.zone), "SHORT_DATETIME_FORMAT")

    @admin.display(description=_("who"))
    def who(self, session):
        people = [
            f"{appearance.speaker} ({appearance.get_status_display()})"
            if appearance.is_requested
            else str(appearance.speaker)
            for appearance in session.appearances.all()
        ]
        return ", ".join([*people, *([session.host.name] if session.host else [])])

    @admin.display(description=_("places"))
    def places(self, session):
        return str(session.seats)

    @admin.display(description=_("Please note"))
    def warnings(self, session):
        if session.pk is None:
            return "–"
        others = Session.objects.filter(conference=session.conference).exclude(status="draft").with_programme()
        found = schedule_checks.check([*others], session.conference)
        mine = [warning for warning in found if session in warning.sessions]
        return format_html_join("", "<p>{}</p>", ((warning.sentence,) for warning in mine)) or "–"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "capacity" in form.cleaned_data:
            actions.set_capacity(obj, capacity=form.cleaned_data["capacity"], by=request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is Appearance and formset.new_objects:
            actions.expect_answers(form.instance, by=request.user)
        elif formset.model is Appearance and formset.deleted_objects:
            actions.settle_session(form.instance, by=request.user)

    @admin.action(description=_("Show in the programme"), permissions=["change"])
    def announce(self, request, queryset):
        self._run(request, queryset, actions.announce_session, _("%d in the programme."))

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request, queryset):
        self._run(request, queryset, actions.confirm_session, _("%d confirmed."))

    @admin.action(description=_("Cancel, and tell who registered"), permissions=["change"])
    def cancel(self, request, queryset):
        self._run(request, queryset, actions.cancel_session, _("%d cancelled."))

    @admin.action(description=_("Take the cancellation back"), permissions=["change"])
    def reinstate(self, request, queryset):
        self._run(request, queryset, actions.reinstate_session, _("%d take place again."))

    def _run(self, request, queryset, action, done):
        run(request, queryset, lambda session: action(session, by=request.user), lambda n: done % n)


@admin.register(Slot)
class SlotAdmin(OfConferenceAdmin):
    """Breaks; slots of sessions stand with their session."""

    list_display = ["starts_at", "ends_at", "kind", "title", "session", "room"]
    list_filter = ["conference", "kind"]
    date_hierarchy = "starts_at"
    fields = ["conference", "title", "starts_at", "ends_at", "room"]
    autocomplete_fields = ["conference", "room"]
    translated_search_fields = ["title"]
    search_fields = ["pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).breaks().select_related("room", "conference")

    def save_model(self, request, obj, form, change):
        obj.kind = Slot.Kind.BREAK
        super().save_model(request, obj, form, change)
