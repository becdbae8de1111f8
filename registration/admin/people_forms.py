"""What organisers fill in about people: who telephoned, what they answered, which of two stays."""

from django import forms
from django.db.models import F, Min, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from programme.models import Pool, Session
from registration import actions
from registration.forms import NeedsForm
from registration.models import Attendee
from registration.question_forms import AnswersForm


class PoolsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, pool):
        zone = pool.session.conference.zone
        slot = pool.slot or next(iter(pool.session.slots.all()), None)
        title = f"{pool.title} ({pool})"
        if slot is None:
            return title
        return f"{date_format(slot.starts_at.astimezone(zone), 'SHORT_DATETIME_FORMAT')} · {title}"


class EnterForm(forms.ModelForm):
    """Somebody who telephoned, and the sessions they want."""

    pools = PoolsField(
        label=_("Sessions"),
        queryset=Pool.objects.none(),
        error_messages={"required": _("Please choose at least one session.")},
    )
    for_owner = forms.BooleanField(label=_("Enter the sessions for the person who has this address"), required=False)
    is_here = forms.BooleanField(
        label=_("This person is here already"),
        required=False,
        help_text=_("They are marked as present. Without a free place they are not entered."),
    )
    one_more = forms.BooleanField(
        label=_("There is room for one more: give the session one place more"), required=False
    )

    conference = None  # the one in hand, whose sessions are offered
    chosen_session = None  # the key of the session from whose list the form was opened

    class Meta:
        model = Attendee
        fields = ["conference", "name", "email", "phone", "organisation", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conference"].widget = forms.HiddenInput()
        chosen = (
            Session.objects.announced()
            .exclude(status=Session.Status.CANCELLED)
            .filter(pk=self.chosen_session, conference=self.conference)
        )
        pools = Pool.objects.filter(
            Q(session__in=Session.objects.bookable()) | Q(session__in=chosen), session__conference=self.conference
        )
        self.fields["pools"].queryset = (
            pools.select_related("session__conference", "slot")
            .prefetch_related("session__slots")
            .annotate(begins_at=Min("session__slots__starts_at"), is_chosen=Q(session=self.chosen_session))
            .order_by(
                "-is_chosen",
                F("begins_at").asc(nulls_last=True),
                "session",
                F("slot__starts_at").asc(nulls_first=True),
                "pk",
            )
        )
        if (session := chosen.first()) and "pools" not in self.initial:
            self.initial |= {"conference": session.conference_id, "pools": [session.pool.pk]}

    def validate_constraints(self):
        """Do not refuse an address that is known: the sessions go to the person who has it."""


class TelephoneForm(NeedsForm, AnswersForm):
    """What somebody says who telephones. What they need to take part is stored, and shown to one group only."""

    is_sent = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["access_needs"].label = _("What this person needs to take part")
        self.fields["access_needs"].help_text = _("What is stored already is not shown here; new words replace it.")
        self.fields["access_needs_agreed"].label = _("The person agrees that this is stored.")

    def save(self, attendee):
        actions.answer(attendee, self.answers, questions=self.questions.values())
        if self.cleaned_data["access_needs"]:
            actions.note_needs(attendee, self.cleaned_data["access_needs"])
