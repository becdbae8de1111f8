"""Named places at which a test can stop the program: kill it, make it wait, cut its connection.

Nothing but a test can arm one; elsewhere each costs one look at an empty dictionary. Between any two of them either
everything or nothing has happened (tests/races/test_failpoints.py).
"""

from django.conf import settings

_armed = {}


def arm(name, act):
    """Call `act` whenever the program comes to this place."""
    if not settings.TESTING:
        raise RuntimeError("Failpoints are for tests.")
    _armed[name] = act


def failpoint(name):
    if _armed and (act := _armed.get(name)):
        act()
