"""Lists of very many registrations, of which a page shows a few: what costs much is asked of these few only."""

from django.db.models import BooleanField, F, Func, Q, Value

from registration.models import Mark, Opening
from womconf import prepared
from womconf.admin_lists import CarefulList
from womconf.mail import bounces

NUMBERS = """
    SELECT id, number FROM (
        SELECT id, row_number() OVER (PARTITION BY pool_id ORDER BY position) AS number
        FROM registration_registration WHERE status = 'waiting' AND pool_id = ANY(%s::bigint[])
    ) line WHERE id = ANY(%s::bigint[])
"""


def add_numbers(registrations):
    """Set on each of these rows its number on the waiting list, as RegistrationQuerySet.with_number annotates it."""
    waiting = [row for row in registrations if row.status == row.Status.WAITING]
    keys = [sorted({row.pool_id for row in waiting}), [row.pk for row in waiting]]
    numbers = dict(prepared.fetch(NUMBERS, keys)) if waiting else {}
    for row in registrations:
        row.number = numbers.get(row.pk)


def add_devices(registrations):
    """Set on each of these rows from how many devices on one day the access to its online session was opened."""
    devices = Opening.objects.filter(registration__in=[row.pk for row in registrations]).devices()
    for row in registrations:
        row.devices = devices.get(row.pk, 0)


def add_marks(registrations):
    """Set on each of these rows its newest mark of presence, None where there is none."""
    marks = Mark.objects.filter(registration__in=[row.pk for row in registrations]).in_order()
    newest = {mark.registration_id: mark for mark in marks.select_related("by", "link")}
    for row in registrations:
        row.newest_mark = newest.get(row.pk)


def add_bounces(registrations):
    """Set on each of these rows, which have their attendee, whether e-mails to that person come back."""
    broken = bounces.among([row.attendee.email for row in registrations])
    for row in registrations:
        row.is_bouncing = row.attendee.email in broken


class _OneOf(Func):
    """Whether a key is one of a list that goes to the database as one array, however long: IN has a limit.

    PostgreSQL looks into a hash of the array only where its type is that of the key, else through it for each row.
    """

    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("
    output_field = BooleanField()


def has_one_of(field, keys):
    """Return the condition that `field` holds one of these keys (a list of integers)."""
    return Q(_OneOf(F(field), Value(keys)))


class RegistrationList(CarefulList):
    def get_queryset(self, request, exclude_parameters=None):
        """Offer no days to choose from within a search: each of them would be looked for among all its rows again."""
        if self.query:
            self.date_hierarchy = None
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request):
        """Look for the keys of a page first, then read the rows: else all those before it are put together, too."""
        super().get_results(request)
        keys = list(self.result_list.select_related(None).values_list("pk", flat=True))
        rows = self.apply_select_related(self.model.objects.order_by()).in_bulk(keys)
        self.result_list = [rows[key] for key in keys if key in rows]
        add_numbers(self.result_list)
        add_devices(self.result_list)
        add_marks(self.result_list)
        add_bounces(self.result_list)
