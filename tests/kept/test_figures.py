"""Figures that take long to count are not counted for each look at the start page."""

from datetime import date

import pytest

from registration import figures
from registration.models import Registration
from tests.factories import RegistrationFactory

TODAY = date(2030, 5, 20)


@pytest.fixture
def registration(keeping):
    registration = RegistrationFactory(status=Registration.Status.CONFIRMED)
    keeping()
    return registration


def people(registration):
    [(_heading, [(_people, number), *_others]), *_more] = figures.current(registration.session.conference, TODAY).sums
    return number


def test_figures_stay_for_as_long_as_counting_them_is_worth(registration, monkeypatch):
    monkeypatch.setattr(figures, "KEPT_TIMES", 1_000_000)  # hours
    assert people(registration) == 1
    RegistrationFactory(session=registration.session, status=Registration.Status.CONFIRMED)
    assert people(registration) == 1


def test_figures_that_are_counted_in_no_time_are_true(registration, monkeypatch):
    monkeypatch.setattr(figures, "KEPT_TIMES", 0)
    assert people(registration) == 1
    RegistrationFactory(session=registration.session, status=Registration.Status.CONFIRMED)
    assert people(registration) == 2
