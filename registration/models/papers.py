"""What is certified of people, the large files that organisers order, and who took out what about people."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.codes import new_code
from programme.models import Conference
from registration.models.people import Attendee
from womconf.constraints import is_one_of

CERTIFICATE_CODE_LENGTH = 12


def new_certificate_code():
    """Return a code that nobody guesses: 19 · 27¹¹ ≈ 10¹⁷ of them."""
    return new_code(CERTIFICATE_CODE_LENGTH)


class Certificate(models.Model):
    """That a paper says of somebody that they were present: everybody who has its code can ask whether that is true.

    It says what the paper said. Who was present in more later gets a further one; where a mark of presence is taken
    back it is not valid any more (presence.bears_out). It goes with its person.
    """

    attendee = models.ForeignKey(
        Attendee, verbose_name=_("attendee"), on_delete=models.CASCADE, related_name="certificates"
    )
    code = models.CharField(
        _("code"), max_length=CERTIFICATE_CODE_LENGTH, unique=True, default=new_certificate_code, editable=False
    )
    initials = models.CharField(_("initials"), max_length=10, editable=False)
    sessions = models.PositiveIntegerField(_("sessions"), editable=False)
    minutes = models.PositiveIntegerField(_("minutes"), editable=False)
    issued_at = models.DateTimeField(_("issued"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("certificate of attendance")
        verbose_name_plural = _("certificates of attendance")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(sessions__gt=0),
                name="certificate_of_who_was_present",
                violation_error_message=_("Only somebody who was present gets a certificate."),
            ),
        ]

    def __str__(self):
        return self.code


class Kind(models.TextChoices):
    """What organisers take out about people."""

    LIST = "list", pgettext_lazy("paper", "list to sign")
    LISTS = "lists", pgettext_lazy("paper", "all lists to sign")
    BADGES = "badges", pgettext_lazy("paper", "name badges")
    CERTIFICATES = "certificates", pgettext_lazy("paper", "certificates of attendance")
    REGISTRATIONS = "registrations", pgettext_lazy("paper", "table of registrations")
    ANSWERS = "answers", pgettext_lazy("paper", "table of answers")
    SPEAKERS = "speakers", pgettext_lazy("paper", "table of speakers")


class OrderedFileQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(finished_at=None, failed_at=None)


class OrderedFile(models.Model):
    """A large file that an organiser wants, and how far the worker is with it. It lives for a day.

    Its parts lie in a folder named by its code. When the row goes, by whichever door, the worker deletes the folder.
    """

    ORDERED = (Kind.LISTS, Kind.BADGES, Kind.CERTIFICATES)

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="ordered_files"
    )
    code = models.CharField(_("code"), max_length=20, unique=True, default=new_certificate_code, editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    choices = models.JSONField(default=dict, blank=True, editable=False)
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ordered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ordered_at = models.DateTimeField(_("ordered"), db_default=Now(), editable=False)
    done = models.PositiveIntegerField(_("done"), default=0, db_default=0)
    total = models.PositiveIntegerField(_("of"), default=0, db_default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)

    objects = OrderedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("ordered file")
        verbose_name_plural = _("ordered files")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            is_one_of("kind", ["lists", "badges", "certificates"], name="ordered_file_kind_known"),
            models.UniqueConstraint(
                fields=["conference", "kind"],
                condition=Q(finished_at=None, failed_at=None),
                name="ordered_file_one_of_a_kind_at_once",
                violation_error_message=_("This file is being made already."),
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(failed_at=None, done=F("total")),
                name="ordered_file_finished_when_done",
                violation_error_message=_("A file is finished when all of it is done."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ordered_file_takes_its_folder_along",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(old="gone"),
                func="""
                    PERFORM procrastinate_defer_jobs_v1(array_agg((
                        'default', 'registration.tasks.delete_ordered', 0, NULL, NULL,
                        jsonb_build_object('codes', codes), NULL)::procrastinate_job_to_defer_v1))
                    FROM (SELECT jsonb_agg(code) AS codes FROM gone) jobs WHERE codes IS NOT NULL
                    HAVING count(*) > 0;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class Export(models.Model):
    """That an organiser took out something about people: who, when, what. No names of those people."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="exports"
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind, editable=False)
    about = models.CharField(_("of what"), max_length=400, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        constraints = [is_one_of("kind", Kind.values, name="export_kind_known")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.about}".strip()
