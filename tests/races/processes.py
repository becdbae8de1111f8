"""Processes of their own, with several threads each, that act at the same moment on one database."""

import importlib
import multiprocessing
import random
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from unittest import mock

PROCESSES = 2
THREADS = 4  # in each process
PATIENCE_SECONDS = 60
# The names by which the actions of these races lock. Each is looked up where it is used.
LOCKS = [
    "registration.actions.free_places.lock",
    "registration.actions.free_places.lock_attendee",
    "registration.actions.people.lock_attendee",
    "registration.actions.registering.lock_attendee",
    "registration.actions.registering.lock",
    "registration.actions.presence.lock",
    "registration.actions.places.lock",
    "registration.actions.places.lock_attendee",
    "registration.actions.people.lock",
    "programme.actions.pools.lock_pools",
    "programme.actions.sessions.lock_session",
    "programme.actions.sessions.lock_rooms",
    "programme.actions.slots.lock_session",
    "programme.actions.slots.lock_rooms",
]


class Crew:
    """People at many keyboards: `race` has all of them start at once, and returns what came of it.

    `unlocked` takes the locks out of the actions, as a control.
    """

    def __init__(self, database, *, unlocked=False):
        context = multiprocessing.get_context("spawn")
        self._barrier = context.Barrier(PROCESSES * THREADS)
        self._ends, self._processes = [], []
        for number in range(PROCESSES):
            ours, theirs = context.Pipe()
            arguments = (number, theirs, self._barrier, database, unlocked)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)

    def race(self, conference, acts, seed, *, turns):
        """Have each thread do so many of these acts (names). Return ({(act, outcome): how often}, [faults])."""
        for end in self._ends:
            end.send((conference, acts, seed, turns))
        outcomes, faults = Counter(), []
        for end in self._ends:
            if not end.poll(PATIENCE_SECONDS):
                raise TimeoutError("a race has not ended: somebody waits for ever")
            their_outcomes, their_faults = end.recv()
            outcomes += their_outcomes
            faults += their_faults
        return outcomes, faults

    def leave(self):
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(PATIENCE_SECONDS)


def _serve(number, end, barrier, database, is_unlocked):
    """Race whenever told to, until the other end is closed."""
    import django
    from django.conf import settings

    settings.DATABASES["default"].update(database)
    django.setup()
    from django.db import connections

    from tests.races.acts import World

    with ExitStack() as stack:
        passed = _take_locks_out(stack) if is_unlocked else Counter()
        pool = stack.enter_context(ThreadPoolExecutor(THREADS))
        while True:
            try:
                conference, acts, seed, count = end.recv()
            except EOFError:
                break
            keyboards = range(number * THREADS, (number + 1) * THREADS)
            world = World(conference)
            turns = {each: [acts[(each + turn) % len(acts)] for turn in range(count)] for each in keyboards}
            tasks = [pool.submit(_act, barrier, world, turns[each], f"{seed} {each}") for each in keyboards]
            outcomes, faults = Counter(), []
            for task in tasks:
                their_outcomes, their_faults = task.result()
                outcomes += their_outcomes
                faults += their_faults
            end.send((outcomes + passed, faults))
        for _thread in range(THREADS):
            pool.submit(connections.close_all)


def _act(barrier, world, turns, seed):
    """Do several acts at one keyboard: the first one when everybody is ready."""
    from programme.exceptions import ProgrammeError
    from tests.races.acts import ACTS

    chance = random.Random(seed)
    outcomes, faults = Counter(), []
    call = ACTS[turns[0]](world, chance)
    barrier.wait(PATIENCE_SECONDS)
    for turn, name in enumerate(turns):
        try:
            if turn:
                call = ACTS[name](world, chance)
            outcome = "in vain" if call() == [] else "done"
        except ProgrammeError as refusal:
            outcome = type(refusal).__name__
        except Exception:
            outcome = "fault"
            faults.append(f"{name}: {traceback.format_exc()}")
        outcomes[name, outcome] += 1
    return outcomes, faults


def _take_locks_out(stack):
    """Let nobody lock anything; return a Counter of who came by each of LOCKS."""
    from tests.races import unlocked

    passed = Counter()
    for path in LOCKS:
        module, name = path.rsplit(".", 1)
        stand_in = partial(_pass, passed, path, getattr(unlocked, name.removeprefix("_")))
        stack.enter_context(mock.patch.object(importlib.import_module(module), name, stand_in))
    return passed


def _pass(passed, path, stand_in, *args):
    passed[path, "passed"] += 1
    return stand_in(*args)
