"""What organisers type about a session and its times."""

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programme import telling
from programme.actions.moving import (
    MEANT,
    harm,
    people_in_the_way,
    question,
    rooms_taken,
    said_of_along,
    taken_along,
)
from programme.admin.access_links import AccessLinkForm
from programme.admin.owners import OwnerFormMixin
from programme.counts import CountField
from programme.exceptions import NotThatManyPlaces, PlacesAreTaken
from programme.models import Session, Slot
from programme.templatetags.programme_text import when
from womconf.addresses import canonical_domains, readable
from womconf.admin_saving import ASKS
from womconf.quotes import in_quotes

MOVES = {"starts_at", "ends_at", "room"}


def _several(name, help_text):
    """Return boxes to tick for a field of Session that holds several choices."""
    field = Session._meta.get_field(name)
    return forms.MultipleChoiceField(
        label=capfirst(field.verbose_name),
        required=False,
        choices=lambda: field.base_field.flatchoices,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


def places_field(label, help_text=""):
    return CountField(label=label, required=False, min_value=0, max_value=1_000_000, help_text=help_text)


def keeps_back_too_many(kept_back, capacity):
    """Whether organisers keep back more places than there are; without a limit there are none to keep back."""
    return (kept_back or 0) > (capacity or 0)


class SessionForm(OwnerFormMixin, AccessLinkForm):
    interpreted_into = _several("interpreted_into", _("What is said is interpreted into these languages."))
    aids = _several("aids", _("What helps people to follow. Interpretation by hand signs is sign language."))
    capacity = places_field(_("Places"), _("Empty: no limit."))
    is_hybrid = forms.BooleanField(
        label=_("On site and online have their own places"),
        required=False,
        help_text=_("People choose when they register. The places above are those on site then."),
    )
    kept_back = places_field(
        _("Kept back"),
        _("Places of these that you give away yourselves; the form and the waiting list leave them alone."),
    )
    email_domains = forms.CharField(
        label=_("Mail domains"),
        required=False,
        max_length=2000,
        help_text=_("Only those can register whose e-mail address ends so, such as stadt-jena.de. Empty: everybody."),
    )
    capacity_online = places_field(_("Places online"), _("Empty: no limit."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["capacity"].initial = self.instance.pool.capacity
            self.fields["kept_back"].initial = self.instance.pool.kept_back or None
            self.initial["email_domains"] = " ".join(map(readable, self.instance.email_domains))
            if online := self.instance.online_pool:
                self.fields["is_hybrid"].initial = True
                self.fields["capacity_online"].initial = online.capacity

    def clean_email_domains(self):
        return canonical_domains(self.cleaned_data["email_domains"])

    def clean_interpreted_into(self):
        return sorted(set(self.cleaned_data["interpreted_into"]))

    def clean_aids(self):
        return sorted(set(self.cleaned_data["aids"]))

    def clean(self):
        data = super().clean()
        if "capacity" in data and keeps_back_too_many(data.get("kept_back"), data["capacity"]):
            self.add_error("kept_back", NotThatManyPlaces.message)
        if not data.get("is_hybrid"):
            if data.get("capacity_online") is not None:
                self.add_error("capacity_online", _("Only where on site and online have their own places."))
            elif self.instance.pk and self.instance.online_pool and self.instance.online_pool.is_in_use:
                self.add_error("is_hybrid", PlacesAreTaken.message)
        return data


def who_has_the_room(slots):
    """Return a sentence about each of the slots that have a room which is wanted."""
    said = _("%(room)s is taken then by “%(title)s” (%(when)s). Please choose another room or time.")
    return [
        said % {"room": slot.room, "title": in_quotes(slot.session or slot.title), "when": when(slot)} for slot in slots
    ]


class SlotForm(forms.ModelForm):
    places = places_field(
        _("Places of its own"),
        _("Of a follow-up that people choose by itself. Empty: everybody in the session may stay."),
    )

    def __init__(self, *args, day=None, **kwargs):
        super().__init__(*args, **kwargs)
        if "ends_at" in self.fields:
            self.fields["starts_at"].initial = [day, None, None]  # of a new row
        if self.instance.pk:
            self.fields["places"].initial = self.instance.pools.values_list("capacity", flat=True).first()

    def clean(self):
        data = super().clean()
        has_places = "places" not in self.errors and data.get("places") is not None
        if has_places and data.get("kind") != Slot.Kind.FOLLOW_UP:
            self.add_error("places", _("Only a follow-up can have places of its own."))
        elif not has_places and self.instance.pk and any(pool.is_in_use for pool in self.instance.pools.all()):
            self.add_error("places", PlacesAreTaken.message)
        return data


class SlotFormSet(forms.BaseInlineFormSet):
    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "day": self._day}

    @cached_property
    def _day(self):
        """The day that a new row begins with: that of the session, else that of a conference of one day."""
        if slot := self.instance.pk and self.instance.main_slot:
            return timezone.localdate(slot.starts_at)
        return self.conference.only_day

    def clean(self):
        """Keep a follow-up that people have registered for, and say first whom a new time or room would hurt."""
        for form in self.forms:
            if self._should_delete_form(form) and any(pool.is_in_use for pool in form.instance.pools.all()):
                raise forms.ValidationError(f"{form.instance}: {PlacesAreTaken.message}")
        super().clean()
        if any(self.errors):
            return
        self._give_rooms()
        self.along = self._taken_along()
        if taken := [] if self.instance.is_cancelled else self._rooms_taken():
            raise forms.ValidationError(taken)  # a tick would not help: nothing is asked
        if asked := self._question():
            raise forms.ValidationError(asked, code=ASKS)

    def _give_rooms(self):
        """Let a new follow-up without a room take place where the session was, if that room is free then."""
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        rows = [form.instance for form in kept if form.instance.pk or form.has_changed()]
        rooms = {row.ends_at: row.room for row in rows if row.kind == Slot.Kind.MAIN and row.room and row.ends_at}
        for row in rows:
            if row.pk or row.room or row.kind != Slot.Kind.FOLLOW_UP or row.starts_at not in rooms:
                continue
            row.room = rooms[row.starts_at]
            if rooms_taken([row]):
                row.room = None

    def _taken_along(self):
        """Return the follow-ups, with their new times, that go with a time which is moved and were left alone here."""
        kept = [form for form in self.forms if form.instance.pk and not self._should_delete_form(form)]
        alone = {form.instance.pk for form in kept if not MOVES.intersection(form.changed_data)}
        along = {}
        for form in kept:
            before = form.initial["starts_at"], form.initial.get("ends_at"), form.initial.get("room")
            along |= {slot.pk: slot for slot in taken_along(form.instance, before) if slot.pk in alone}
        return list(along.values())

    def _rooms_taken(self):
        """Name, for each new time or room, what has the room then."""
        changed = [form for form in self.forms if not self._should_delete_form(form) and self._takes_away(form)]
        return who_has_the_room(rooms_taken([*(form.instance for form in changed), *self.along]))

    def _question(self):
        """Return what has to be asked before a move, "" once the box is ticked."""
        if self.instance.pk is None or MEANT in self.data:
            return ""
        names, crowded = self._people_in_the_way(), self._crowded()
        hurt = [form.instance for form in self.forms if form.instance.pk and self._takes_away(form)]
        who = telling.counted(telling.concerned_people(slot__in=[*hurt, *self.along]))
        if not (names or crowded or who):
            return ""
        said = [*harm(names, self.user, who=who, crowded=crowded), *said_of_along(self.along)]
        return question(said)

    def _takes_away(self, form):
        """Whether people who know of a time would not find the session then and there."""
        return self._should_delete_form(form) or bool(MOVES.intersection(form.changed_data))

    def _crowded(self):
        """Return (room, its places, places taken) of each new room that is too small for those who have a place."""
        taken = self.instance.pool.taken
        rooms = [form.cleaned_data["room"] for form in self.forms if "room" in form.changed_data and form.cleaned_data]
        return [
            (room, room.capacity, taken)
            for room in rooms
            if room and room.capacity is not None and room.capacity < taken
        ]

    def _people_in_the_way(self):
        """Look at all times of the page at once, first ones and new follow-ups included."""
        gone = [form.instance for form in self.forms if self._should_delete_form(form)]
        changed = [form for form in self.forms if form.has_changed() and form.instance not in gone]
        before_and_after = [
            (form.instance, form.fields["places"].initial, form.cleaned_data["places"]) for form in changed
        ]
        nobodys = [slot for slot, before, after in before_and_after if before is None and after is not None]
        shared = [slot for slot, before, after in before_and_after if before is not None and after is None]
        slots = [*(slot for slot, _before, _after in before_and_after if slot not in nobodys), *self.along]
        return people_in_the_way(slots, gone=[slot for slot in [*gone, *nobodys] if slot.pk], shared=shared)
