import uuid
from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from womconf.addresses import AddressField, is_canonical
from womconf.constraints import is_one_of
from womconf.mail.incoming import mailboxes
from womconf.mail.writing import words_of

# What differs in a copy, however it was made: the server, the database in it, or the table. And whether it is whole:
# a backup brings the primary keys after all rows.
HERE = """
    SELECT format('%s/%s/%s', system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()),
                  'mail_message'::regclass::oid),
           EXISTS (SELECT FROM pg_index WHERE indrelid = 'mail_home'::regclass AND indisprimary)
    FROM pg_control_system()
"""


def new_message_id():
    """Return a Message-ID (RFC 5322, 3.6.4) of the host that BASE_URL names."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.BASE_URL).hostname}>"


class MessageQuerySet(models.QuerySet):
    def due(self, now):
        """Those that a worker should be sending: queued and their time has come, or left behind by a dead worker."""
        return self.filter(
            Q(status=Message.Status.QUEUED, not_before__lte=now)
            | Q(status=Message.Status.SENDING, leased_until__lte=now)
        )

    def not_under_way(self):
        """Those that have not left, and that no worker has in hand at this moment."""
        unsent = self.exclude(status__in=[Message.Status.SENT, Message.Status.CANCELLED])
        return unsent.exclude(status=Message.Status.SENDING, leased_until__gt=timezone.now())

    def bounced(self):
        """Those that came back for good: their address does not work, unless an organiser has said that it does."""
        return self.filter(bounced_at__isnull=False, bounce_code__startswith="5", is_bounce_over=False)


class Message(models.Model):
    """One e-mail to one person, as it was or will be sent. The truth of a mail; a job only carries it out.

    First there are `facts`, which the worker writes out (docs/decisions/0007); from then on the texts are frozen.
    `facts` hold keys of rows and moments, never what somebody is called. A mail is to or about an `attendee` or a
    `speaker`, or about neither; the database deletes it together with that person, or with its conference, whoever
    deletes them (docs/decisions/0014, 0022). Where a personal link stands in the texts, there is a placeholder that
    counts into `links`; the worker puts the address in, so that no link is ever in the database.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("e-mail", "queued")
        SENDING = "sending", pgettext_lazy("e-mail", "being sent")
        SENT = "sent", pgettext_lazy("e-mail", "sent")
        FAILED = "failed", pgettext_lazy("e-mail", "failed")
        CANCELLED = "cancelled", pgettext_lazy("e-mail", "cancelled")
        HELD = "held", pgettext_lazy("e-mail", "held")

    class Priority(models.IntegerChoices):
        BULK = -10, _("many at once")
        NORMAL = 0, _("normal")
        CONFIRMATION = 10, _("confirmation")

    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        help_text=_("Names the occasion; the same occasion makes no second e-mail."),
    )
    kind = models.CharField(_("kind"), max_length=40)
    conference = models.ForeignKey(
        "programme.Conference",
        verbose_name=_("conference"),
        null=True,
        blank=True,
        on_delete=models.DB_CASCADE,
        related_name="messages",
    )
    attendee = models.ForeignKey(
        "registration.Attendee",
        verbose_name=_("attendee"),
        null=True,
        blank=True,
        on_delete=models.DB_CASCADE,
        related_name="messages",
    )
    speaker = models.ForeignKey(
        "programme.Speaker",
        verbose_name=_("speaker"),
        null=True,
        blank=True,
        on_delete=models.DB_CASCADE,
        related_name="messages",
    )
    to = AddressField(_("to"))
    language = models.CharField(_("language"), max_length=10)
    sender = models.CharField(
        _("sender"), max_length=250, blank=True, default="", db_default="", help_text=_("Name beside our address.")
    )
    reply_to = AddressField(_("answers to"), blank=True)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True, help_text=_("Empty: not written yet."))
    html = models.TextField(_("HTML"), blank=True)
    links = models.JSONField(_("personal links"), default=list)
    attachments = models.JSONField(_("attachments"), default=list)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True, default=new_message_id)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.QUEUED, db_default=Status.QUEUED, editable=False
    )
    status_at = models.DateTimeField(_("status since"), db_default=Now(), editable=False)
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    lease = models.UUIDField(null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=250, blank=True)
    # What a mail server has reported later: it did not arrive. Written by womconf.mail.bounces only.
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True, editable=False)
    bounce_code = models.CharField(
        max_length=11, blank=True, default="", db_default="", editable=False, help_text=_("As in RFC 3463.")
    )
    is_bounce_over = models.BooleanField(default=False, db_default=False, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            is_one_of(
                "status", ["queued", "sending", "sent", "failed", "cancelled", "held"], name="message_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="sending", lease__isnull=False, leased_until__isnull=False)
                | (~Q(status="sending") & Q(lease__isnull=True, leased_until__isnull=True)),
                name="message_leased_while_sending",
                violation_error_message=_("An e-mail is reserved for a worker only while it is being sent."),
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(attempts__gte=1),
                name="message_sent_after_an_attempt",
                violation_error_message=_("An e-mail is sent only after an attempt to send it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(last_error=""),
                name="message_failed_for_a_reason",
                violation_error_message=_("An e-mail that was given up needs the reason."),
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | ~Q(text=""),
                name="message_sent_in_words",
                violation_error_message=_("An e-mail that was sent needs its text."),
            ),
            models.CheckConstraint(
                condition=Q(attendee__isnull=True) | Q(speaker__isnull=True),
                name="message_of_one_person",
                violation_error_message=_("An e-mail belongs to an attendee or to a speaker, never to both."),
            ),
            models.CheckConstraint(
                condition=Q(bounced_at__isnull=True, bounce_code="")
                | Q(bounced_at__isnull=False, bounce_code__regex=r"^[45]\.[0-9]{1,3}\.[0-9]{1,3}$"),
                name="message_bounced_for_a_reason",
                violation_error_message=_("An e-mail that came back needs the code of the reason."),
            ),
            is_canonical("to", name="message_to_canonical", or_empty=False),
            is_canonical("reply_to", name="message_reply_to_canonical"),
        ]
        triggers = [
            # Here, so that whoever writes one need not ask.
            pgtrigger.Trigger(
                name="message_held_while_all_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.status = 'queued'"),
                func="""
                    IF EXISTS (SELECT FROM mail_pause WHERE ended_at IS NULL) THEN
                        NEW.status := 'held';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # One that is being sent at this moment is looked for again when nobody can be sending it any more.
            pgtrigger.Trigger(
                name="message_takes_its_files_along",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(old="gone"),
                func="""
                    PERFORM procrastinate_defer_jobs_v1(array_agg((
                        'default', 'womconf.mail.tasks.delete_files', 0, NULL, NULL,
                        jsonb_build_object('message_ids', message_ids), at)::procrastinate_job_to_defer_v1))
                    FROM (
                        SELECT jsonb_agg(message_id) AS message_ids, NULL::timestamptz AS at FROM gone
                        UNION ALL
                        SELECT jsonb_agg(message_id), max(leased_until) FROM gone WHERE status = 'sending'
                    ) jobs WHERE message_ids IS NOT NULL HAVING count(*) > 0;
                    RETURN NULL;
                """,
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(status__in=["queued", "sending"]), name="message_still_to_send"
            ),
            models.Index(fields=["to"], condition=Q(bounced_at__isnull=False), name="message_bounced"),
        ]

    def __str__(self):
        return self.subject or words_of(self.kind)

    @property
    def is_written(self):
        return self.text != ""


class Pause(models.Model):
    """A time in which no mail leaves. At most one is under way.

    An organiser has stopped all of it, or the program itself has, because the database is not its Home.
    """

    started_at = models.DateTimeField(_("started"), db_default=Now())
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("started by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ended by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_after_restore = models.BooleanField(_("after restoring a backup"), default=False, db_default=False)

    class Meta:
        verbose_name = _("pause of all e-mail")
        verbose_name_plural = _("pauses of all e-mail")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(ended_at__isnull=True),
                name="pause_one_at_a_time",
                violation_error_message=_("All e-mail is stopped already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="pause_ended_by_with_at",
                violation_error_message=_("Who let e-mail go on is stored only together with when."),
            ),
        ]

    def __str__(self):
        return str(self.started_at)

    @property
    def in_words(self):
        """Say since when no mail leaves, why, and what is to be done."""
        since = date_format(timezone.localtime(self.started_at), "DATETIME_FORMAT")
        facts = {"since": since, "who": self.started_by or "–"}
        if self.is_after_restore:
            text = gettext(
                "All e-mail has been stopped since %(since)s, because this database was restored from a backup or is a "
                "copy. Under “Messages” look through those that are held: some may have left after the backup. Choose "
                "“Do not send” for what must not leave again, then let all e-mail go. In a copy that is only for "
                "trying things out, leave it stopped."
            )
        else:
            text = gettext("All e-mail has been stopped since %(since)s (by %(who)s). What is written waits.")
        return text % facts


class HomeQuerySet(models.QuerySet):
    def is_here(self):
        """Say whether mail may leave from this database. A copy's row names another one, a half-restored one has none.

        None stands for a database that is being restored at this moment: nothing must be written to it either.
        """
        here, is_whole = self._here()
        if not is_whole:
            return None
        return list(self.values_list("identity", flat=True)) == [here]

    def settle(self):
        """Let mail leave from this database from now on; refused by the database while it is being restored."""
        here, _is_whole = self._here()
        home = [self.model(pk=1, identity=here)]
        self.bulk_create(home, update_conflicts=True, unique_fields=["id"], update_fields=["identity"])

    def settle_new(self):
        """Make a database that `migrate` has just filled with empty tables the home of its mail."""
        if not self.exists():
            self.settle()

    def _here(self):
        with connection.cursor() as cursor:
            cursor.execute(HERE)
            return cursor.fetchone()


class Home(models.Model):
    """The one database that mail leaves from. A copy of it, or what is restored from a backup, is another one.

    So whoever was written to since the backup is not written to again, and a copy made for a trial writes to nobody.
    `migrate` makes the row of a new database (womconf.mail.apps); one without it is nobody's home.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    identity = models.CharField(_("identity"), max_length=100)

    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("home of all e-mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="home_only_one",
                violation_error_message=_("There is only one home of all e-mail."),
            )
        ]

    def __str__(self):
        return self.identity


class Mailbox(models.Model):
    """How far the mailbox of MAILBOX_URL was read, and since when it cannot be read. One row."""

    class Problem(models.TextChoices):
        UNREACHABLE = mailboxes.UNREACHABLE, _("Its mail server cannot be reached.")
        REFUSED = mailboxes.REFUSED, _("Its mail server refuses our user name or password. Please correct MAILBOX_URL.")
        NO_FOLDER = (
            mailboxes.NO_FOLDER,
            _("There is no such folder, or we may not write to it. Please correct MAILBOX_URL."),
        )
        NO_TLS = mailboxes.NO_TLS, _("Its mail server does not speak TLS in the way that MAILBOX_URL says.")

    id = models.SmallIntegerField(primary_key=True, default=1)
    # Numbers of mails count within one folder as the server has numbered it; "": a Maildir, which has none.
    folder = models.CharField(max_length=32, blank=True, default="", db_default="")
    last_number = models.BigIntegerField(default=0, db_default=0)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    away_since = models.DateTimeField(_("cannot be read since"), null=True, editable=False)
    problem = models.CharField(max_length=12, blank=True, default="", db_default="", choices=Problem)

    class Meta:
        verbose_name = verbose_name_plural = _("mailbox that is read")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="mailbox_only_one",
                violation_error_message=_("There is only one mailbox that is read."),
            ),
            models.CheckConstraint(
                condition=Q(away_since__isnull=True, problem="") | (Q(away_since__isnull=False) & ~Q(problem="")),
                name="mailbox_away_for_a_reason",
                violation_error_message=_("That a mailbox cannot be read needs the reason."),
            ),
        ]

    def __str__(self):
        return str(self.read_at)
