"""The organisers' own questions, as fields of the registration form."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.models import Session
from programme.validators import validate_no_control_characters
from registration.models.questions import ANSWER_MAX_LENGTH, NUMBER_DECIMAL_PLACES, NUMBER_MAX_DIGITS, Answer, Question
from womconf.quotes import in_quotes

MOST_BUTTONS = 7  # more options than that are a list to open


class Buttons(forms.RadioSelect):
    def id_for_label(self, id_, index=None):
        """Lead from the summary of errors to the first button: the element around them takes no focus."""
        return super().id_for_label(id_, index or "0")


class TextField(forms.CharField):
    """Some lines of text, however the browser ends them."""

    widget = forms.Textarea(attrs={"rows": 3})
    default_validators = [validate_no_control_characters]

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class YesNoField(forms.TypedChoiceField):
    widget = Buttons

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=[*choices, ("yes", _("Yes")), ("no", _("No"))], **kwargs)
        self.coerce = {"yes": True, "no": False}.get


class OptionField(forms.TypedChoiceField):
    def __init__(self, *, choices, options, **kwargs):
        by_pk = {str(option.pk): option for option in options}
        super().__init__(choices=[*choices, *by_pk.items()], coerce=by_pk.get, **kwargs)


def field_for(question):
    """Return the form field for a question. One of a session is required only of those who choose the session."""
    text = str(question.text)
    settings = {
        "label": text if question.is_required else gettext("%s (optional)") % text,
        "help_text": str(question.help_text),
        "required": question.is_required and question.session_id is None,
        "error_messages": {"required": gettext("Please answer this.")},
    }
    nothing = [] if question.is_required else [("", _("no answer"))]
    match question.kind:
        case Question.Kind.CHOICE:
            options = question.options.all()
            if len(options) <= MOST_BUTTONS:
                return OptionField(options=options, choices=nothing, widget=Buttons, empty_value=None, **settings)
            nothing = nothing or [("", _("Please choose"))]
            return OptionField(options=options, choices=nothing, empty_value=None, **settings)
        case Question.Kind.YES_NO:
            return YesNoField(choices=nothing, empty_value=None, **settings)
        case Question.Kind.NUMBER:
            return forms.DecimalField(
                max_digits=NUMBER_MAX_DIGITS,
                decimal_places=NUMBER_DECIMAL_PLACES,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "number"}),
                **settings,
            )
    return TextField(max_length=ANSWER_MAX_LENGTH, **settings)


class QuestionForm(forms.Form):
    """A form that asks own questions of a conference, behind the field that `questions_after` names, or first.

    Needs `chosen_codes`: the codes of the sessions that are chosen.
    """

    questions_after = None

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"question_{question.pk}": question for question in questions}
        names = list(self.fields)
        count = names.index(self.questions_after) + 1 if self.questions_after else 0
        self.fields.update({name: field_for(question) for name, question in self.questions.items()})
        self.order_fields([*names[:count], *self.questions])

    def clean(self):
        """Ask those who choose a session its questions; what others typed there counts for nothing."""
        data = super().clean()
        for name, question in self.questions.items():
            if question.session is None:
                continue
            if question.session.code not in self.chosen_codes:
                data.pop(name, None)
                self.errors.pop(name, None)
            elif question.is_required and name in data and data[name] in self.fields[name].empty_values:
                self.add_error(
                    name, gettext("Please answer this, as you have chosen “%s”.") % in_quotes(question.session.title)
                )
        return data

    @property
    def answers(self):
        """What was answered: {Question: value}."""
        given = {question: self.cleaned_data.get(name) for name, question in self.questions.items()}
        return {question: value for question, value in given.items() if value not in (None, "")}

    def questions_of(self, sessions):
        """Return what to show: (None, fields for everybody), then (session, its fields) of those that have some."""
        fields = {}
        for name, question in self.questions.items():
            fields.setdefault(question.session_id, []).append(self[name])
        groups = [(None, fields.get(None)), *((session, fields.get(session.pk)) for session in sessions)]
        return [(session, asked) for session, asked in groups if asked]


class AnswersForm(QuestionForm):
    """What somebody who is registered already answers, with what they have answered so far."""

    def __init__(self, *args, attendee, **kwargs):
        sessions = Session.objects.filter(registrations__in=attendee.registrations.settled().live()).distinct()
        self.sessions = list(sessions)
        self.chosen_codes = {session.code for session in self.sessions}
        asked_of = {None, *(session.pk for session in self.sessions)}
        asked = [found for found in Question.objects.asked_in(attendee.conference) if found.session_id in asked_of]
        answers = Answer.objects.filter(submission__attendee=attendee).that_count()
        initial = {f"question_{found.question_id}": _as_typed(found) for found in answers}
        super().__init__(*args, questions=asked, initial=initial, **kwargs)

    @property
    def groups(self):
        return self.questions_of(self.sessions)

    @property
    def has_open_questions(self):
        """Whether one that has to be answered is not."""
        return any(found.is_required and name not in self.initial for name, found in self.questions.items())


def _as_typed(answer):
    """Return the value with which a field of field_for shows an Answer."""
    match answer.kind:
        case Question.Kind.CHOICE:
            return str(answer.option_id)
        case Question.Kind.NUMBER:
            return Decimal(answer.text)
    return answer.text
