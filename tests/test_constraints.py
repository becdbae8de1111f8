"""What the database refuses, a person reads as a sentence: wherever a form meets it first."""

import pytest
from django.apps import apps

OURS = {"programme", "registration", "mail", "limits"}
CONSTRAINTS = {
    constraint.name: constraint
    for model in apps.get_models()
    if model._meta.app_label in OURS
    for constraint in model._meta.constraints
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_each_constraint_has_a_sentence(name):
    constraint = CONSTRAINTS[name]
    sentence = str(constraint.violation_error_message)
    assert sentence != str(constraint.default_violation_error_message)
    assert sentence[-1] in ".?!"
