"""What organisers ask beyond a name and an address, and what people answered."""

from decimal import Decimal

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from programme.fields import TranslatedCharField
from programme.models import Conference, Session
from programme.models.conference import check_same_conference
from programme.triggers import same_conference
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced

ANSWER_MAX_LENGTH = 2000
NUMBER_MAX_DIGITS, NUMBER_DECIMAL_PLACES = 18, 6
OF_QUESTION = "(SELECT conference_id FROM registration_question WHERE id = {row}.question_id)"
YES, NO = "yes", "no"
NUMBER = r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$"


class QuestionQuerySet(models.QuerySet):
    def asked_in(self, conference):
        """Those that the form of a conference asks, in their order: its own, and those of its public sessions."""
        is_public = Q(session__isnull=True) | ~Q(session__status__in=[Session.Status.DRAFT, Session.Status.CANCELLED])
        found = self.filter(is_public, conference=conference).order_by(
            F("session_id").asc(nulls_first=True), "position", "pk"
        )
        return found.select_related("session").prefetch_related("options")


@announced()
class Question(models.Model):
    """One question of the registration form: for everybody, or for those who choose a certain session."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("kind of question", "text")
        CHOICE = "choice", pgettext_lazy("kind of question", "choice of one")
        YES_NO = "yes_no", pgettext_lazy("kind of question", "yes or no")
        NUMBER = "number", pgettext_lazy("kind of question", "number")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="questions"
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="questions",
        help_text=_("Only those are asked who choose this session. Empty: everybody."),
    )
    text = TranslatedCharField(_("question"), text_max_length=300)
    help_text = TranslatedCharField(_("explanation"), blank=True, text_max_length=500)
    kind = models.CharField(
        _("kind of answer"),
        max_length=10,
        choices=Kind,
        default=Kind.TEXT,
        help_text=_("Cannot be changed any more once somebody has answered."),
    )
    is_required = models.BooleanField(
        _("has to be answered"), default=False, help_text=_("Ask for as little as possible: every answer is kept.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "pk"]
        constraints = [
            is_one_of("kind", ["text", "choice", "yes_no", "number"], name="question_kind_known"),
            # What the foreign key of an answer points to, so that neither can be of another kind (migration 0009).
            models.UniqueConstraint(
                fields=["id", "kind"],
                name="question_with_its_kind",
                violation_error_message=_("This question is already there."),
            ),
        ]
        triggers = [
            same_conference("question_same_conference", conference_id=None, session_id="programme_session"),
        ]

    def __str__(self):
        return str(self.text)

    def clean(self):
        check_same_conference(self.conference_id, session=self.session)
        if self.pk and self.answers.exclude(kind=self.kind).exists():
            raise ValidationError({"kind": _("Somebody has answered this already. Please make a new question.")})

    def answer(self, value):
        """Return the Answer, not yet saved and without its submission, that says `value`.

        It is an Option, a bool, a Decimal or a text, as the kind wants it.
        """
        match self.kind:
            case self.Kind.CHOICE:
                return Answer(question=self, kind=self.kind, option=value)
            case self.Kind.YES_NO:
                return Answer(question=self, kind=self.kind, text=YES if value else NO)
            case self.Kind.NUMBER:
                return Answer(question=self, kind=self.kind, text=format(Decimal(value), "f"))
        return Answer(question=self, kind=self.kind, text=value)


@announced(OF_QUESTION)
class Option(models.Model):
    """One of the answers that a question offers."""

    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="options")
    text = TranslatedCharField(_("answer"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("possible answer")
        verbose_name_plural = _("possible answers")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id", "question"],
                name="option_with_its_question",
                violation_error_message=_("This possible answer is already there."),
            ),
        ]

    def __str__(self):
        return str(self.text)


class AnswerQuerySet(models.QuerySet):
    def that_count(self):
        """The newest answer of each person to each question, of forms that were confirmed.

        Whoever types the address of somebody else answers nothing for them.
        """
        confirmed = self.filter(submission__confirmed_at__isnull=False)
        newest_first = confirmed.order_by("submission__attendee_id", "question_id", "-submission_id")
        return newest_first.distinct("submission__attendee_id", "question_id").select_related("question", "option")


class Answer(models.Model):
    """What one form said to one question. It belongs to the form: anybody can type the address of somebody else."""

    submission = models.ForeignKey(
        "registration.Submission", verbose_name=_("submitted form"), on_delete=models.CASCADE, related_name="answers"
    )
    question = models.ForeignKey(Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(_("kind of answer"), max_length=10, choices=Question.Kind, editable=False)
    text = models.CharField(
        _("answer"), max_length=ANSWER_MAX_LENGTH, blank=True, help_text=_("A number with a point, “yes”, or “no”.")
    )
    option = models.ForeignKey(
        Option,
        verbose_name=_("possible answer"),
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="answers",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "question"],
                name="answer_once_in_a_form",
                violation_error_message=_("This form answers the question already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="choice", option__isnull=False, text="")
                | Q(kind="text", option__isnull=True, text__gt="")
                | Q(kind="yes_no", option__isnull=True, text__in=[YES, NO])
                | Q(kind="number", option__isnull=True, text__regex=NUMBER),
                name="answer_fits_its_kind",
                violation_error_message=_("This is no answer to a question of this kind."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="answer_same_conference",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("submission_id", "question_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM registration_submission form
                        JOIN registration_attendee attendee ON attendee.id = form.attendee_id
                        JOIN registration_question question ON question.conference_id = attendee.conference_id
                        WHERE form.id = NEW.submission_id AND question.id = NEW.question_id
                    ) THEN
                        RAISE EXCEPTION 'an answer to a question of another conference'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_same_conference',
                                  TABLE = TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        match self.kind:
            case Question.Kind.CHOICE:
                return str(self.option)
            case Question.Kind.YES_NO:
                return gettext("yes") if self.text == YES else gettext("no")
        return self.text
