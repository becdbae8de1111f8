"""Whoever clicks in a browser waits for the page that comes before they look at it; so do our tests.

Playwright waits after a click only until the next page has begun to come. On a slow machine a test that then looks
once (`all()`, `count()`, `is_visible()`, `url` …) saw half of it.
"""

import contextlib
import time
from functools import wraps

import pytest
from playwright.sync_api import Error, Locator, Page

ACTS = [(Page, "click"), (Locator, "click"), (Locator, "press"), (Page, "go_back"), (Page, "go_forward")]
LONGEST = 20  # seconds
PAUSE = 10  # milliseconds


@contextlib.contextmanager
def patient_browsers():
    """Let each act of a test end when the page that it has led to is there, with its scripts and pictures."""
    with pytest.MonkeyPatch.context() as patch:
        for kind, name in ACTS:
            patch.setattr(kind, name, _and_wait(getattr(kind, name)))
        yield


def _and_wait(act):
    @wraps(act)
    def act_and_wait(self, *args, **kwargs):
        result = act(self, *args, **kwargs)
        _wait(self if isinstance(self, Page) else self.page)
        return result

    return act_and_wait


def _wait(page):
    # Playwright's own wait_for_load_state never ends on a page that came out of the back/forward cache.
    end = time.monotonic() + LONGEST
    while not page.is_closed():
        with contextlib.suppress(Error):  # a page that goes away in this moment says nothing any more
            if page.evaluate("document.readyState") == "complete":
                return
        assert time.monotonic() < end, f"{page.url} has not come in {LONGEST} seconds"
        with contextlib.suppress(Error):
            page.wait_for_timeout(PAUSE)
