"""A model of places and waiting lists against the program: whatever happens in whatever order, they agree."""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from registration.actions import places
from tests.registration.entries import POOLS, TEN
from tests.registration.machine import ACTS, ADDRESSES, Machine

RUNS, STEPS = 25, 30
MOST_ROUNDS = 8  # rare acts need more than one
RUNS_SOAKED, STEPS_SOAKED = 2000, 60


def run(runs, steps):
    """Let hypothesis try, in rounds with other random numbers, until it has done every act at least once.

    MACHINE_RUNS sets how often it tries in each round.
    """
    runs = int(os.environ.get("MACHINE_RUNS", runs))
    Machine.build()
    settings = hypothesis_settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
    )
    for number in range(MOST_ROUNDS):
        run_state_machine_as_test(seed(number)(Machine), settings=settings)
        never_done = ACTS - {act for act, times in Machine.done.items() if times}
        if not never_done:
            break
    print(f"done: {Machine.done}, refused: {Machine.refused}")
    assert never_done == set(), "what was never carried out proves nothing"


@pytest.mark.django_db
def test_program_does_what_the_model_says():
    run(RUNS, STEPS)


@pytest.mark.soak
@pytest.mark.django_db
def test_program_does_what_the_model_says_for_long():
    run(RUNS_SOAKED, STEPS_SOAKED)


@pytest.mark.django_db
@pytest.mark.breaks_invariants
def test_machine_finds_a_list_that_is_served_from_its_end(monkeypatch):
    """The control: a short way to the planted fault, so that it takes no luck to meet it."""
    real = places._waits_for
    monkeypatch.setattr(places, "_waits_for", lambda pool: real(pool).order_by("-position"))
    Machine.build()
    machine = Machine()
    machine.begin(capacities=[0] * len(POOLS), hours=[TEN] * 4, is_refusing=False)
    for address in ADDRESSES[:2]:
        machine.register_and_confirm(address=address, chosen=[0])
    machine.agree()
    machine.set_capacity(number=0, capacity=1)
    with pytest.raises(AssertionError):
        machine.agree()
    transaction.set_rollback(True)
    machine.transaction.__exit__(None, None, None)
