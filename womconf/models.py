"""What the wiring itself keeps: a log of the admin that names nobody, sign-ins, and when the work of a day was done."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from womconf.constraints import is_one_of

# What the admin's log may call by its name. Everything else is a person, or has one in its name.
THINGS = [
    "auth.group",
    "programme.conference",
    "programme.organisation",
    "programme.room",
    "programme.session",
    "programme.slot",
    "programme.track",
    "registration.option",
    "registration.question",
]
NAME_NOBODY = f"""
    IF NEW.change_message LIKE '[%' THEN
        BEGIN
            NEW.change_message := coalesce((
                SELECT jsonb_agg((
                    SELECT jsonb_object_agg(act, CASE WHEN said ? 'object' THEN said || '{{"object": "…"}}'
                                                 ELSE said END)
                    FROM jsonb_each(entry) AS part (act, said)
                ) ORDER BY number)
                FROM jsonb_array_elements(NEW.change_message::jsonb) WITH ORDINALITY AS entries (entry, number)
            )::text, '[]');
        EXCEPTION WHEN data_exception THEN  -- no JSON after all
            NEW.change_message := '';
        END;
    END IF;
    IF NOT EXISTS (
        SELECT FROM django_content_type
        WHERE id = NEW.content_type_id AND app_label || '.' || model IN ({", ".join(f"'{name}'" for name in THINGS)})
    ) THEN
        NEW.object_repr := concat_ws(' ', (SELECT model FROM django_content_type WHERE id = NEW.content_type_id),
                                     NEW.object_id);
    END IF;
    RETURN NEW;
"""  # noqa: S608 – names of our own models


class NamelessLogEntry(LogEntry):
    """An entry of the admin's log: who changed which fields of what, and when. People are numbers in it.

    Nobody deletes entries when a person is deleted, so no name may get in, whichever page or action writes it. Of rows
    inside a page (an appearance, a registration) only their kind is kept.
    """

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="log_entry_names_nobody",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=NAME_NOBODY,
            ),
        ]


class DailyRun(models.Model):
    """The last day on which something that is done once a day has succeeded (womconf.clock), and what it found."""

    BACKUP = "backup"  # noted by manage.py note_backup

    name = models.CharField(max_length=60, primary_key=True)
    day = models.DateField(null=True)
    found = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))

    def __str__(self):
        return f"{self.name}: {self.day}"


class SignInQuerySet(models.QuerySet):
    def past(self, now):
        return self.filter(at__lt=now - SignIn.KEPT)


class SignIn(models.Model):
    """That somebody signed in, or tried to: who, when and how, and not from where.

    Those that failed are counted, one row for each account and day: nobody fills the table by trying. What was typed
    and is the name of no account may be a password, and is not kept: these have no `user`.
    """

    KEPT = timedelta(days=90)

    class How(models.TextChoices):
        PASSWORD = "password", pgettext_lazy("sign-in", "password")
        SECOND_FACTOR = "second_factor", pgettext_lazy("sign-in", "second factor")
        PASSKEY = "passkey", pgettext_lazy("sign-in", "passkey")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        on_delete=models.CASCADE,
        related_name="sign_ins",
    )
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("when"))
    succeeded = models.BooleanField(_("succeeded"))
    how = models.CharField(_("how"), max_length=20, choices=How)
    times = models.PositiveIntegerField(_("times"), default=1, db_default=1)

    objects = SignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            is_one_of("how", ["password", "second_factor", "passkey"], name="sign_in_how_known"),
            models.UniqueConstraint(
                fields=["user", "day", "how"],
                condition=Q(succeeded=False),
                nulls_distinct=False,
                name="sign_in_failures_counted_by_day",
                violation_error_message=_("What failed is counted once a day."),
            ),
            models.CheckConstraint(
                condition=Q(succeeded=False) | Q(user__isnull=False, times=1),
                name="sign_in_of_somebody",
                violation_error_message=_("Only somebody with an account signs in."),
            ),
        ]

    def __str__(self):
        return f"{self.user or '–'}: {self.get_how_display()}"
