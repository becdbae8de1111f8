"""Every action that writes, broken off at its end and at the end of each action within it, leaves nothing behind."""

import ast
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.races.cases_of_desk import CASES
from womconf import failpoints, transactions

pytestmark = pytest.mark.django_db


class BrokenOff(Exception):
    """Nothing that any part of the program knows."""


@pytest.fixture
def break_off():
    """Arm the end of the actions: the one of the given number is broken off there. Returns how many there were."""
    came = []

    def arm(number):
        came.clear()

        def act():
            came.append(1)
            if len(came) == number:
                raise BrokenOff

        failpoints.arm("before commit", act)
        return came

    yield arm
    failpoints._armed.clear()


def everything():
    """Return {table: (rows, their hash)} of the whole database."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        one = "SELECT '{0}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
        cursor.execute(" UNION ALL ".join(one.format(connection.ops.quote_name(table)) for table in tables))
        return {table: facts for table, *facts in cursor.fetchall()}


def number_of_ends(break_off, call):
    """Run it once to see that it writes at all, and take it back."""
    before, came = everything(), break_off(None)
    with transaction.atomic():
        call()
        assert everything() != before, "it writes nothing: the test is blind"
        transaction.set_rollback(True)
    return len(came)


@pytest.mark.parametrize("name", sorted(CASES))
def test_action_that_is_broken_off_leaves_nothing_behind(break_off, name):
    function, args, kwargs = CASES[name]()

    def call():
        function(*deepcopy(args), **deepcopy(kwargs))

    before = everything()
    for number in range(1, 1 + number_of_ends(break_off, call)):
        break_off(number)
        with pytest.raises(BrokenOff):
            call()
        assert everything() == before


def test_without_the_transaction_an_action_leaves_a_half(break_off, monkeypatch):
    """The control: an action that is no transaction any more leaves what it wrote."""
    function, args, kwargs = CASES["registration.actions.people.correct"]()
    before = everything()
    monkeypatch.setattr(transactions, "_run_once", run_open)
    break_off(1)
    with pytest.raises(BrokenOff):
        function(*args, **kwargs)
    assert everything() != before


def run_open(function, args, kwargs):
    result = function(*args, **kwargs)
    failpoints.failpoint("before commit")
    return result


def test_every_action_that_writes_is_in_the_table():
    found = set()
    for folder in ("registration", "programme"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and "transition" in map(ast.unparse, node.decorator_list):
                    found.add(f"{module}.{node.name}")
    assert found == set(CASES)
