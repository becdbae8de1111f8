"""Lists of people: who may be there twice, made one, or said to be two."""

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from programme.admin.base import run
from programme.exceptions import ProgrammeError
from programme.twins import TWICE
from womconf import in_hand
from womconf.admin_actions import SureForm, ask_first
from womconf.admin_lists import ChoiceFilter

MOST_AT_ONCE = 10


class TwiceFilter(ChoiceFilter):
    """Narrow a list to those who look like somebody else in it."""

    title = _("entered twice")
    [(parameter_name, PERHAPS)] = TWICE.items()

    def lookups(self, request, model_admin):
        self.pairs = lambda: model_admin.pairs(in_hand.of(request))
        return [(self.PERHAPS, _("perhaps"))]

    def narrow(self, request, queryset, value):
        return queryset.filter(pk__in={key for pair in self.pairs() for key in pair})


def _name_and_address(person):
    return f"{person.name}, {person.email}" if person.email else _("%s, without an e-mail address") % person.name


class MergeForm(SureForm):
    """Which of two people stays."""

    kept = forms.ModelChoiceField(label=_("Who stays"), queryset=None, widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kept"].queryset = people
        self.fields["kept"].label_from_instance = _name_and_address


class MergeMixin:
    """Actions for people who are there twice, and for those who only look like it."""

    merging = ""  # what becomes of the two, in words

    def pairs(self, conference):
        """Return the pairs of keys of those who look alike."""
        raise NotImplementedError

    def merge_two(self, kept, other, by):
        raise NotImplementedError

    def tell_them_apart(self, people, by):
        """Note it, and return how many pairs that were."""
        raise NotImplementedError

    @admin.action(description=_("Merge two people …"), permissions=["change"])
    def merge(self, request, queryset):
        people = list(queryset[:3])
        if len(people) != 2:
            messages.error(request, _("Please choose two people who are the same."))
            return None
        form = MergeForm(request.POST if "kept" in request.POST else None, people=queryset)
        if not form.is_valid():
            title = _("Merge into one person")
            return ask_first(self, request, queryset, form=form, title=title, explanation=self.merging)
        kept = form.cleaned_data["kept"]
        [other] = [person for person in people if person != kept]
        done = _("They are one person now.")
        run(request, [kept], lambda person: self.merge_two(person, other, request.user), lambda n: done)
        return None

    @admin.action(description=_("These are different people"), permissions=["change"])
    def tell_apart(self, request, queryset):
        people = list(queryset[: MOST_AT_ONCE + 1])
        if not 2 <= len(people) <= MOST_AT_ONCE:
            text = _("Please choose at least two people who look alike, and at most %d.")
            messages.error(request, text % MOST_AT_ONCE)
            return
        try:
            self.tell_them_apart(people, request.user)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Noted: these are different people."))
