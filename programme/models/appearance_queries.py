"""Which appearances are meant: asked, answered, overdue, agreed only as others have noted."""

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from programme.models.sessions import Session
from programme.models.slots import Slot


class AppearanceQuerySet(models.QuerySet):
    def shown(self):
        """Appearances that a public page names: asked or agreed, never declined or withdrawn."""
        return self.filter(status__in=self.model.SHOWN).order_by("position", "pk")

    def with_people(self):
        """Fetch what pages show of each person; of a picture its address alone."""
        people = self.select_related("speaker__organisation", "speaker__picture")
        return people.defer("speaker__picture__content")

    def requested(self):
        return self.filter(status=self.model.Status.REQUESTED)

    def to_be_answered(self):
        """Requests that are still of use: those of sessions that take place."""
        return self.requested().exclude(session__status=Session.Status.CANCELLED)

    def overdue(self, today):
        """Requests whose day is over without any answer, not even a wish for another time."""
        return self.to_be_answered().filter(answer_by__lt=today, other_time_at__isnull=True)

    def wishing_another_time(self):
        return self.to_be_answered().filter(other_time_at__isnull=False)

    def unreplaced(self):
        """Who has declined, where nobody was added to the session since."""
        return self.filter(self._lacks_replacement())

    def with_unreplaced(self):
        """Say of each in `is_unreplaced` whether they are unreplaced()."""
        return self.annotate(is_unreplaced=self._lacks_replacement())

    def _lacks_replacement(self):
        since = self.model.objects.taking_part().filter(
            session=OuterRef("session"), created_at__gt=OuterRef("status_at")
        )
        return Q(status=self.model.Status.DECLINED) & ~Exists(since.order_by())

    def with_beginning(self):
        """Say when the session begins, in `begins_at`: two dates of one title are told apart by it."""
        starts = Slot.objects.filter(session=OuterRef("session")).order_by("starts_at").values("starts_at")
        return self.annotate(begins_at=Subquery(starts[:1]))

    def for_asking(self):
        """Fetch what decides whether somebody can be asked now, and what names it."""
        found = self.select_related("speaker", "session__conference").prefetch_related("session__slots")
        return found.with_beginning()

    def not_asked(self):
        return self.to_be_answered().filter(asked_at__isnull=True)

    def unanswered(self, asked_before, today, begins_before):
        """Requests that went out before a moment, and still have no answer of any kind; their day is not over yet.

        Where the session begins before another moment, it does not matter since when they are open.
        """
        soon = Exists(Slot.objects.filter(session=OuterRef("session"), starts_at__lt=begins_before))
        asked = self.to_be_answered().filter(asked_at__isnull=False, other_time_at__isnull=True)
        return asked.filter(Q(asked_at__lt=asked_before) | soon).exclude(answer_by__lt=today)

    def agreed_unasked(self):
        """Who stands as agreed in an imported text only, and knows nothing of it (Appearance.is_read_in_a_text)."""
        from programme.models.told import Part, ToldToSpeaker  # told imports people

        theirs = ToldToSpeaker.objects.filter(speaker=OuterRef("speaker"), session=OuterRef("session"))
        agreed = self.filter(status=self.model.Status.CONFIRMED, asked_at__isnull=True, status_by=None)
        return agreed.exclude(status_note="").exclude(Exists(theirs.exclude(part=Part.NONE)))

    def taking_part(self):
        """Who is asked or has agreed; what they hand in counts."""
        return self.filter(status__in=self.model.SHOWN)

    def open_to_speaker(self):
        """What a speaker's own page shows: what they were asked for, drafts included, and what is announced."""
        is_theirs = Q(asked_at__isnull=False) | Q(session__was_announced=True)
        return self.exclude(status=self.model.Status.WITHDRAWN).filter(is_theirs)

    def with_session(self):
        """Fetch all that a speaker's own page shows of each session."""
        return self.select_related("session__conference", "session__host").prefetch_related(
            "session__pools",
            Prefetch("session__slots", Slot.objects.select_related("room").order_by("starts_at", "pk")),
            Prefetch("session__appearances", self.model.objects.shown().select_related("speaker")),
        )
