"""Who does not know yet what is true now, and how they learn it (docs/decisions/0022).

What a person was last told of a slot is a row (models.Told). What is true follows from the programme, and from who
attends or speaks. The difference between the two is a Change: it is there as soon as the rows differ, whatever door
wrote them, and gone as soon as the person is told, or as everything is as it was. Nobody notes it.

The people are of two kinds, each an Audience: speakers here, attendees in registration.
"""

from programme.telling.audiences import (
    AUDIENCES,
    Audience,
    audience_of,
    concerned_people,
    reachable,
    register,
    untold,
)
from programme.telling.changes import Change, Kind, Said, digest, first_beginning
from programme.telling.overview import Overview, at_a_glance, counted, who_by_session
from programme.telling.reminders import Occasion, due, next_moment, still_due
from programme.telling.speakers import SPEAKERS

register(SPEAKERS)

__all__ = [
    "AUDIENCES",
    "SPEAKERS",
    "Audience",
    "Change",
    "Kind",
    "Occasion",
    "Overview",
    "Said",
    "at_a_glance",
    "audience_of",
    "concerned_people",
    "counted",
    "digest",
    "due",
    "first_beginning",
    "next_moment",
    "reachable",
    "register",
    "still_due",
    "untold",
    "who_by_session",
]
