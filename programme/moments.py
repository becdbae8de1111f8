"""The form field for day and time in the admin, which also knows the two nights a year in which clocks are changed."""

from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime, BaseAdminDateWidget, BaseAdminTimeWidget
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme import local_time
from programme.clocks import ClockField
from programme.days import DayField

FIRST, SECOND = "0", "1"  # as PEP 495 counts


class MomentWidget(AdminSplitDateTime):
    """Day and time, and for a time that the clocks show twice in one night, which of the two."""

    template_name = "programme/widgets/moment.html"
    day_of = None  # the field beside it whose day counts where somebody typed a time alone: an end is that of its start

    def __init__(self, attrs=None):
        widgets = [BaseAdminDateWidget, BaseAdminTimeWidget, forms.Select]
        forms.MultiWidget.__init__(self, widgets, attrs)

    def decompress(self, value):
        if value is None:
            return [None, None, None]
        zone = timezone.get_current_timezone()
        local = value.astimezone(zone)
        naive = local.replace(tzinfo=None, fold=0)
        which = str(local.fold) if local_time.is_repeated(naive, zone) else None
        return [naive.date(), naive.time().replace(microsecond=0), which]

    def value_from_datadict(self, data, files, name):
        day, time, which = super().value_from_datadict(data, files, name)
        if self.day_of and time and not day:
            prefix, dash, _name = name.rpartition("-")
            day = data.get(f"{prefix}{dash}{self.day_of}_0")
        return [day, time, which]

    def get_context(self, name, value, attrs):
        """Leave the choice out where there is none."""
        if not isinstance(value, list):
            value = self.decompress(value)
        self.widgets[2].choices = _choices(_naive(value))
        context = super().get_context(name, value, attrs)
        if not self.widgets[2].choices:
            del context["widget"]["subwidgets"][2]
        return context


class HiddenMomentWidget(forms.MultiWidget):
    """The same three values, hidden: what a page showed (womconf.shown)."""

    decompress = MomentWidget.decompress

    def __init__(self, attrs=None):
        super().__init__([forms.DateInput, forms.TimeInput, forms.HiddenInput], attrs)
        for widget in self.widgets:
            widget.input_type = "hidden"


class MomentField(forms.SplitDateTimeField):
    """A moment on the clock of the active time zone. Django's own field refuses what that clock shows twice."""

    widget = MomentWidget
    hidden_widget = HiddenMomentWidget
    default_error_messages = {
        **forms.SplitDateTimeField.default_error_messages,
        "skipped": gettext_lazy("%(time)s does not exist: the clocks are put forward in that night."),
        "repeated": gettext_lazy(
            "%(time)s comes twice: the clocks are put back in that night. Please choose which of the two you mean."
        ),
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        day, time = self.fields
        self.fields = (DayField.like(day), ClockField.like(time))

    def clean(self, value):
        """Return the moment in UTC, or None.

        In UTC, because Python takes no moment of an hour that comes twice for equal to one of another zone (PEP 495).
        """
        day, time, which = value if isinstance(value, list) else self.widget.decompress(value)
        naive = super().clean([day, time])
        if naive is None:
            return None
        zone = timezone.get_current_timezone()
        if local_time.is_skipped(naive, zone):
            raise self._refusal("skipped", naive)
        if local_time.is_repeated(naive, zone) and which not in {FIRST, SECOND}:
            raise self._refusal("repeated", naive)
        try:
            return local_time.to_utc(naive, zone, fold=int(which == SECOND))
        except OverflowError as error:  # the first hours of the year 1
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date") from error

    def compress(self, data_list):
        """Return the time on the clock: which moment that is depends on the third value, too."""
        for part, code in zip(data_list, ("invalid_date", "invalid_time"), strict=False):
            if part in self.empty_values:
                raise ValidationError(self.error_messages[code], code=code)
        return datetime.combine(*data_list) if data_list else None

    def has_changed(self, initial, data):
        if super().has_changed(initial, data):
            return True
        if self.disabled or not initial:
            return False
        which = (initial if isinstance(initial, list) else self.widget.decompress(initial))[2]
        return bool(which) and which != data[2]

    def _refusal(self, code, naive):
        params = {"time": f"{naive:%d.%m.%Y %H:%M}"}
        return ValidationError(self.error_messages[code], code=code, params=params)


def _naive(value):
    """Return the time on the clock that stands in the widget, or None: nothing is there, or no time."""
    try:
        day, time = DayField(localize=True).clean(value[0]), ClockField(localize=True).clean(value[1])
    except ValidationError:
        return None
    return datetime.combine(day, time)


def _choices(naive):
    """Return what a clock that shows this time can mean; nothing where that is clear."""
    zone = timezone.get_current_timezone()
    if naive is None or not local_time.is_repeated(naive, zone):
        return []
    first, second = local_time.both(naive, zone)
    words = [_("the first time (%s)"), _("the second time (%s)")]
    if first.dst() > second.dst():
        words = [_("the first time, summer time (%s)"), _("the second time, winter time (%s)")]
    offsets = [f"UTC{moment:%:z}" for moment in (first, second)]
    return [("", "---------"), *((str(n), words[n] % offset) for n, offset in enumerate(offsets))]
