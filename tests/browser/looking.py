"""What axe says of pages, narrow and wide, light and dark."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

# Each width and each scheme once; make soak looks at the other two pairs, too.
LOOKS = [(320, "dark"), (1280, "light")]
OTHERS = [(320, "light"), (1280, "dark")]
each_look = pytest.mark.parametrize(
    "looks", [LOOKS, pytest.param(OTHERS, marks=pytest.mark.soak)], ids=["one", "other"]
)

# What is not wrong is not asked for: it is long, and writing it down took twice as long as the rest.
TARGET_SIZE = {"target-size": {"enabled": True}}  # WCAG 2.5.8, which axe leaves out by default
ASK = "rules => axe.run({ resultTypes: ['violations'], rules }).then(results => results.violations)"
COME_TO_REST = """
    document.getAnimations()
        .filter(each => each.effect.getComputedTiming().endTime !== Infinity)
        .forEach(each => each.finish())
"""


def take_on(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)


def violations(page, rules=None):
    """Return [(what axe names the fault, where it is)]."""
    page.evaluate(COME_TO_REST)
    page.evaluate(AXE_SCRIPT)
    return [(fault["id"], node["html"][:150]) for fault in page.evaluate(ASK, rules or {}) for node in fault["nodes"]]


def check(page, site, addresses, looks, rules=None):
    """Open each of these addresses once. Return {(address, width, scheme): what is wrong}; empty when nothing is."""
    wrong = {}
    for address in addresses:
        take_on(page, *looks[0])
        page.goto(site + address)
        for look in looks:
            take_on(page, *look)
            found = violations(page, rules)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(("scrolls sideways", ""))
            if found:
                wrong[address, *look] = found
    return wrong
