"""The small form of one slot: when it begins, how long it takes, and where."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from programme import telling
from programme.actions import moving
from programme.admin.timetable.hurt import Hurt
from programme.counts import CountField
from programme.exceptions import PlacesAreTaken
from programme.models import Slot
from programme.moments import MomentField
from womconf.admin_saving import ASKS
from womconf.shown import remembering

REMOVE = "remove"  # the button that takes a session out of the timetable
LONGEST = 31 * 24 * 60  # minutes


class TimeForm(forms.ModelForm):
    """Whoever types another start moves the end with it: what is typed beside it is a length, not an end."""

    minutes = CountField(
        label=_("Length in minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("Empty: the end is open."),
    )
    field_order = ["starts_at", "minutes", "room"]

    class Meta:
        model = Slot
        fields = ["starts_at", "room"]
        field_classes = {"starts_at": MomentField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        slot = self.instance
        self.user, self.hurt, self.along = user, None, []
        self.before = slot.starts_at, slot.ends_at, slot.room_id
        self.fields["room"].queryset = slot.conference.rooms.all()
        self.fields["room"].empty_label = _("no room")
        self.initial.setdefault("minutes", minutes_shown(slot))

    @property
    def is_removal(self):
        return REMOVE in self.data and bool(self.instance.pk and self.instance.session_id)

    @property
    def is_meant(self):
        return moving.MEANT in self.data

    def _post_clean(self):
        """Look at whom it hurts as soon as the slot has what was typed."""
        if self.is_removal:
            self._errors.clear()
            return self._look_at_removal()
        super()._post_clean()
        if not self.errors:
            self.instance.ends_at = self._ends_at()
            slot = self.instance
            if self.instance._state.adding or self.before != (slot.starts_at, slot.ends_at, slot.room_id):
                self._look_at_move()
        return None

    def _ends_at(self):
        """Return the end: what lasted some minutes and a half still does where nobody touched its length."""
        starts_at, ends_at, _room = self.before
        if ends_at and "minutes" not in self.changed_data:
            return self.instance.starts_at + (ends_at - starts_at)
        minutes = self.cleaned_data["minutes"]
        return minutes and self.instance.starts_at + timedelta(minutes=minutes)

    def _look_at_move(self):
        if self.instance.pk:
            self.along = moving.taken_along(self.instance, self.before)
        self.hurt = Hurt.of(self.instance, self.before[2], self.along)
        if refusals := self.hurt.refusals:  # a tick would not help: nothing is asked
            self.add_error(None, refusals)
        elif said := self.hurt.harm(self.user):
            self._ask([*said, *self.hurt.remarks])

    def _look_at_removal(self):
        if any(pool.is_in_use for pool in self.instance.pools.all()):
            self.add_error(None, PlacesAreTaken.message)
        elif told := telling.concerned_people(slot__in=[self.instance]):
            self._ask(moving.harm([], self.user, who=telling.counted(told)))

    def _ask(self, said):
        if not self.is_meant:
            self.add_error(None, ValidationError(moving.question(said), code=ASKS))

    @property
    def only_asks(self):
        """Whether nothing is wrong, apart from a question that is open."""
        found = [error for errors in self.errors.as_data().values() for error in errors]
        return bool(found) and all(error.code == ASKS for error in found)


PageForm = remembering(TimeForm)


def minutes_shown(slot):
    """Return what stands in the form: nothing where the end is open, and never less than a minute."""
    return slot.minutes if slot.minutes is None else max(slot.minutes, 1)
