"""The addresses of the timetable that organisers change, and what a browser sends from its small form."""

from programme.models import Slot
from tests.browsers import form_data, stored


def page_of(conference, **query):
    return f"/admin/programme/conference/{conference.pk}/timetable/" + (
        "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    )


def form_of(row):
    kind = "slot" if isinstance(row, Slot) else "session"
    return f"{page_of(row.conference)}{kind}-{row.pk}/"


def opened(browser, row):
    return form_data(browser.get(form_of(row)).text)


def at(text, day="2027-05-03"):
    return {"starts_at_0": day, "starts_at_1": text}


def move(browser, row, **typed):
    return browser.post(form_of(row), {**opened(browser, row), **typed})


def when(slot):
    """Return start and end as the clocks of the conference show them."""
    slot = stored(slot)
    ends = slot.ends_at and f"{slot.ends_at.astimezone(slot.conference.zone):%H:%M}"
    return f"{slot.starts_at.astimezone(slot.conference.zone):%d. %H:%M}", ends
