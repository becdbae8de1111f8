"""What people typed into a form of the registration that is not carried out."""

import re

from django.utils.translation import gettext as _

from registration.forms import AddressForm, LinkForm, NameForm, RegistrationForm
from registration.models import Question
from womconf import typed as of_forms

QUESTION = re.compile(r"question_([0-9]{1,9})")


def typed(request):
    labels = of_forms.text_fields(NameForm, AddressForm, LinkForm, RegistrationForm)
    return of_forms.typed(request, labels | _labels_of_questions(request))


def _labels_of_questions(request):
    """Return {name: label} of own questions that are answered in words or figures. Drafts are not told to anybody."""
    keys = [int(found[1]) for found in map(QUESTION.fullmatch, request.POST) if found]
    if not keys:
        return {}
    asked = Question.objects.filter(pk__in=keys, kind__in=[Question.Kind.TEXT, Question.Kind.NUMBER])
    asked = asked.select_related("conference", "session")
    return {f"question_{found.pk}": str(found) if _is_public(found) else _("Your answer") for found in asked}


def _is_public(question):
    return question.conference.is_public and (question.session is None or question.session.was_announced)
