from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions, schedule_checks, telling
from programme.actions.moving import remove_slot, said_of_along
from programme.admin.access_links import AccessLinkMixin, warn_of_link_for_nobody
from programme.admin.appearances import AppearanceInline
from programme.admin.banner import SaysWhatIsUntoldMixin, address_of
from programme.admin.base import (
    EVERYWHERE,
    InConferenceMixin,
    OfConferenceAdmin,
    on_their_way,
    run,
    without_field,
)
from programme.admin.cancelling import CancelForm, last_mail, mails_since, sample_mails, whom_it_concerns
from programme.admin.owners import OwnerColumnMixin, OwnerFilter
from programme.admin.reinstating import ReinstateMixin
from programme.admin.second_date import SecondDateMixin
from programme.admin.session_facts import (
    places_taken,
    say_who_moved_up,
    warn_of_places,
    warn_of_recording,
)
from programme.admin.session_files import FilesMixin, SessionFileInline
from programme.admin.session_forms import MOVES, SessionForm, SlotForm, SlotFormSet
from programme.admin.session_list import (
    BEGINS_AT,
    DayFilter,
    FormatFilter,
    HelpFilter,
    KnowsReaderMixin,
    LackingFilter,
    SessionList,
    beginning_of,
    link_if,
    name_with_time,
)
from programme.admin.session_rows import SessionsInListMixin
from programme.models import Appearance, Pool, Session, Slot
from womconf import in_hand
from womconf.admin_actions import ask_first, asks_for_many
from womconf.admin_saving import FOLDED, lock_rows
from womconf.admin_users import name_of
from womconf.history.moments import Related

PLACE_FIELDS = [("capacity", "kept_back"), ("is_hybrid", "capacity_online")]
PLACES = {name for names in PLACE_FIELDS for name in names}
HOW_SHOWN = _(
    "A draft is not public. Two acts put it into the programme, which everybody reads once the conference is public: "
    "“Show in the programme” as requested while somebody has still to answer, else as confirmed; "
    "“Show in the programme as confirmed” whoever has still to answer."
)


class SlotInline(InConferenceMixin, admin.StackedInline):
    model = Slot
    form = SlotForm
    formset = SlotFormSet
    fields = [("kind", "room"), ("starts_at", "ends_at"), ("title", "places")]
    autocomplete_fields = ["room"]
    extra = 0

    @admin.display(description=_("Places of its own"))
    def places(self, slot):
        """What stands in the field of this name, for those who only look at it."""
        return slot.pools.values_list("capacity", flat=True).first() or "–"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj and obj.slots.exists() else 1  # what has no time yet is saved with one

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.user, formset.conference = request.user, request.conference
        return formset

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [choice for choice in Slot.Kind.choices if choice[0] != Slot.Kind.BREAK]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(Session)
class SessionAdmin(
    FilesMixin,
    ReinstateMixin,
    SecondDateMixin,
    SessionsInListMixin,
    OwnerColumnMixin,
    AccessLinkMixin,
    KnowsReaderMixin,
    SaysWhatIsUntoldMixin,
    OfConferenceAdmin,
):
    form = SessionForm
    list_display = ["title", "begins", "status", "who", "places", "takes_care", "remarks"]
    list_filter = [OwnerFilter, LackingFilter, "status", DayFilter, "track", FormatFilter, HelpFilter]
    search_fields = [
        "title__mentions",
        "abstract__mentions",
        "code",
        "host__name__says",
        "appearances__speaker__name__says",
    ]
    ordering = [BEGINS_AT.asc(nulls_last=True), "pk"]
    autocomplete_fields = ["host", "track", "alternative", "first_date"]
    by_whom = name_of(Session, "status_by")
    readonly_fields = ["status", "status_at", "by_whom", "remarks"]
    fieldsets = [
        (None, {"fields": ["conference", "title", "remarks"]}),
        (_("Places"), {"fields": PLACE_FIELDS}),
        (_("Among organisers"), {"fields": ["owner", "internal_note"], "classes": [FOLDED]}),
        (_("Text"), {"fields": ["abstract"], "classes": [FOLDED]}),
        (_("Facts"), {"fields": [("format", "language"), ("host", "track"), "first_date"], "classes": [FOLDED]}),
        (_("Who can follow"), {"fields": ["interpreted_into", "aids", "target_group"], "classes": [FOLDED]}),
        (_("Online"), {"fields": ["access_link"], "classes": [FOLDED]}),
        (
            _("Materials and recording"),
            {"fields": ["materials", "materials_url", "recording_url"], "classes": [FOLDED]},
        ),
        (
            _("Registration"),
            {
                "fields": [("registration_opens_at", "registration_closes_at"), ("access_code", "email_domains")],
                "classes": [FOLDED],
            },
        ),
        (_("Status"), {"fields": [("status", "status_at", "by_whom")], "classes": [FOLDED]}),
    ]
    inlines = [SlotInline, AppearanceInline, SessionFileInline]
    how_shown = HOW_SHOWN  # on the page of a draft, below its acts
    history_of = [
        Related(Slot, "session_id", ("starts_at",), right="slot"),
        Related(Pool, "session_id", ("slot", "mode"), is_part=True),
        Related(Appearance, "session_id", ("speaker",), right="appearance"),
    ]
    actions = ["announce", "confirm", "tell_change", "stop_waiting_list", "resume_waiting_list", "cancel", "reinstate"]
    actions += ["copy"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("conference").annotate(begins_at=BEGINS_AT)

    def get_fieldsets(self, request, obj=None):
        """Show the access code to those only who may set it; of a cancelled session, why, and what there is instead."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj and obj.is_cancelled:
            fieldsets = [*fieldsets, (_("Cancelled"), {"fields": ["cancelled_because", "alternative"]})]
        if obj is None:
            fieldsets = without_field(fieldsets, "remarks")
        elif not self.has_change_permission(request, obj):  # these fields are none of the model: nothing would be shown
            read = {"fields": ["places"]}
            fieldsets = [(name, read if [*facts["fields"]] == PLACE_FIELDS else facts) for name, facts in fieldsets]
        return fieldsets if self.may_see_codes(request) else without_field(fieldsets, "access_code")

    def lookup_allowed(self, lookup, value, request):
        """Let nobody find out a code by asking the list which sessions have one that begins so."""
        return super().lookup_allowed(lookup, value, request) and not lookup.startswith("access_code")

    def hidden_in_history(self, request):
        return set() if self.may_see_codes(request) else {"access_code"}

    def may_see_codes(self, request):
        return self.has_change_permission(request) or self.has_add_permission(request)

    def get_changelist(self, request, **kwargs):
        return SessionList

    def view_on_site(self, session):
        is_public = session.conference.is_public and session.was_announced
        return session.get_absolute_url() if is_public else None

    @admin.display(description=_("begins"), ordering="begins_at")
    def begins(self, session):
        return beginning_of(session) or _("time follows")

    def name_in_choices(self, session):
        return name_with_time(session)

    @admin.display(description=_("who"))
    def who(self, session):
        unasked = _("not asked yet")
        people = [
            f"{appearance.speaker} ({appearance.get_status_display() if appearance.asked_at else unasked})"
            if appearance.is_requested
            else str(appearance.speaker)
            for appearance in session.appearances.all()
        ]
        return ", ".join([*people, *([session.host.name] if session.host else [])])

    @admin.display(description=_("places"))
    def places(self, session):
        """Say how many there are, and lead to who has them."""
        stopped = f" ({_('waiting list stopped')})" if any(pool.paused_at for pool in session.own_pools) else ""
        words = " + ".join(
            f"{pool.get_mode_display()}: {pool}" if pool.mode else str(pool) for pool in session.own_pools
        )
        within = {"session__conference__id__exact": session.conference_id, "session": session.pk}
        who = reverse("admin:registration_registration_changelist", query=within)
        return format_html("{}{}", link_if("registration.view_registration", session, who, words), stopped)

    @admin.display(description=_("Please note"))
    def remarks(self, session):
        warnings = getattr(session, "warnings", None)
        if warnings is None:
            warnings = self._warnings(session)
            session.untold = telling.who_by_session(session.conference, [session]).get(session.pk, "")
        sentences = [(warning.sentence,) for warning in warnings]
        if session.untold:
            text = _("Not told yet: %(who)s.") % {"who": session.untold}
            page = address_of(session.conference, session=session.pk)
            sentences.insert(0, (link_if("programme.change_session", session, page, text),))
        return format_html_join("", "<p>{}</p>", sentences) or "–"

    def _warnings(self, session):
        mine = Session.objects.filter(pk=session.pk).with_programme()
        others = Session.objects.sharing_speakers_with([session]).with_programme()
        return schedule_checks.by_session([*mine, *others])[session.pk]

    def lock(self, request, object_id):
        """Lock the session, its places, then its slots and appearances.

        Rooms are locked as late as place_slots does it, so that nobody waits for a whole page. That others lock them
        before slots does no harm: whoever wants a slot or an appearance of a session has locked the session first.
        """
        lock_rows(Session.objects.filter(pk=object_id))
        lock_rows(Pool.objects.filter(session=object_id))
        self.lock_inlines(request, object_id)

    def save_model(self, request, obj, form, change):
        form.taken_before = places_taken(obj)
        super().save_model(request, obj, form, change)
        data = form.cleaned_data
        if not PLACES.intersection(form.changed_data):
            return
        if data["is_hybrid"]:
            actions.make_hybrid(obj, on_site=data["capacity"], online=data["capacity_online"], by=request.user)
        else:
            actions.end_hybrid(obj, capacity=data["capacity"], by=request.user)
        actions.keep_back(Session.objects.get(pk=obj.pk).pool, count=data["kept_back"] or 0, by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if hasattr(form, "taken_before"):  # rows of the list are saved another way
            say_who_moved_up(request, places_taken(form.instance) - form.taken_before)
            warn_of_places(request, Session.objects.get(pk=form.instance.pk))
        if "access_link" in form.changed_data and form.cleaned_data["access_link"]:
            warn_of_link_for_nobody(request, Session.objects.get(pk=form.instance.pk))
        if "recording_url" in form.changed_data and form.cleaned_data["recording_url"]:
            warn_of_recording(request, form.instance)

    def save_formset(self, request, form, formset, change):
        if formset.model is Slot:
            return self._save_slots(request, formset)
        super().save_formset(request, form, formset, change)
        if formset.new_objects:
            actions.expect_answers(form.instance, by=request.user)
        elif formset.deleted_objects:
            actions.settle_session(form.instance, by=request.user)
        return None

    def _save_slots(self, request, formset):
        """Store times and rooms by place_slots, which locks the rooms and tells registration of each new time."""
        formset.save(commit=False)
        for slot in formset.deleted_objects:
            remove_slot(slot, by=request.user)
        for slot_form in formset.saved_forms:  # before it becomes something else than a follow-up
            if slot_form.instance.pk and slot_form.cleaned_data["places"] is None:
                actions.set_follow_up_capacity(slot_form.instance, capacity=None, by=request.user)
        moved_slots = [slot for slot, changed in formset.changed_objects if MOVES.intersection(changed)]
        actions.place_slots([*moved_slots, *formset.along, *formset.new_objects], by=request.user)
        for words in said_of_along(formset.along):
            messages.info(request, words)
        for slot, changed in formset.changed_objects:
            slot.save(update_fields=set(changed) - MOVES - {"places"})
        for slot_form in formset.saved_forms:
            if (places := slot_form.cleaned_data["places"]) is not None:
                actions.set_follow_up_capacity(slot_form.instance, capacity=places, by=request.user)

    @asks_for_many
    @admin.action(
        description=_("Show in the programme"),
        description_plural=_("Show in the programme"),
        permissions=["change"],
        location=EVERYWHERE,
    )
    def announce(self, request, queryset):
        self._run(
            request,
            queryset,
            actions.announce_session,
            lambda n: ngettext("%d session is in the programme.", "%d sessions are in the programme.", n) % n,
        )

    announce.explanation = HOW_SHOWN

    @asks_for_many
    @admin.action(
        description=_("Show in the programme as confirmed"),
        description_plural=_("Show in the programme as confirmed"),
        permissions=["change"],
        location=EVERYWHERE,
    )
    def confirm(self, request, queryset):
        self._run(
            request,
            queryset,
            actions.confirm_session,
            lambda n: (
                ngettext(
                    "%d session is in the programme as confirmed.", "%d sessions are in the programme as confirmed.", n
                )
                % n
            ),
        )

    confirm.explanation = HOW_SHOWN

    @admin.action(description=_("Tell changes …"), permissions=["change"], location=EVERYWHERE)
    def tell_change(self, request, queryset):
        """Lead to the page that shows who does not know what of these sessions."""
        return redirect(address_of(in_hand.of(request), session=[session.pk for session in queryset]))

    @asks_for_many
    @admin.action(description=_("Stop the waiting list"), permissions=["change"], location=EVERYWHERE)
    def stop_waiting_list(self, request, queryset):
        self._run(
            request,
            queryset,
            actions.stop_waiting_list,
            lambda n: ngettext("%d waiting list is stopped.", "%d waiting lists are stopped.", n) % n,
        )

    @asks_for_many
    @admin.action(description=_("Let the waiting list go on"), permissions=["change"], location=EVERYWHERE)
    def resume_waiting_list(self, request, queryset):
        self._run(
            request,
            queryset,
            actions.resume_waiting_list,
            lambda n: ngettext("%d waiting list goes on.", "%d waiting lists go on.", n) % n,
        )

    @admin.action(description=_("Cancel …"), permissions=["change"], location=EVERYWHERE)
    def cancel(self, request, queryset):
        chosen = list(queryset.select_related("conference"))
        form = CancelForm(request.POST if "sure" in request.POST else None, sessions=chosen)
        if not form.is_valid():
            explanation = _(
                "A cancelled session stays in the programme, struck through. Registrations end, and do not come back "
                "with the session."
            )
            title, concerned = whom_it_concerns(chosen)
            return ask_first(
                self,
                request,
                queryset,
                form=form,
                title=title,
                explanation=" ".join([*concerned, str(explanation)]),
                mails=sample_mails(chosen, request.user),
            )
        last = last_mail()

        def said(n):
            words = ngettext("%d session is cancelled.", "%d sessions are cancelled.", n) % n
            mails = mails_since(last, chosen).count()
            return f"{words} {on_their_way(mails)}" if mails else words

        run(request, chosen, lambda session: actions.cancel_session(session, by=request.user, **form.words), said)
        return None

    def _run(self, request, queryset, action, done):
        run(request, queryset, lambda session: action(session, by=request.user), done)
