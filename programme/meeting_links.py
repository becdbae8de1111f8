"""Which web addresses lead into a video conference: the link of one stands on no page, in no feed and in no e-mail.

People get in by an address of their own here (programme.models.AccessLink). The import takes such links out of every
text, and the fields for texts refuse them; both ask this module.
"""

import re
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# With its scheme or „www.“, or a host with a path: „zoom.us/j/4711“. A backslash may stand before a sign of Markdown.
ADDRESS = re.compile(
    r"(?<![\w@/.-])(?:[a-z][a-z0-9+-]{1,20}:/{2}|www\.|(?:[\w-]{1,63}\.){1,6}[a-z]{2,20}(?::\d{2,5})?(?=/[^\s/]))"
    r"(?:(?!\]\()[^\s<>\"„“”«»|]){1,3000}",
    re.IGNORECASE,
)
# A sign of Markdown that is meant as itself.
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
BEHIND = ".,;:!?*`'’…\\"
BRACKETS = {")": "(", "]": "[", "}": "{"}

HOSTS = ("teams.microsoft.com", "teams.microsoft.us", "teams.live.com", "meet.google.com", "meet.jit.si")
# A whole part of a host („bbb2.uni-jena.example“), or a word that is in no other name.
LABEL = re.compile(r"(?:zoom|zoomgov|bbb|meet|whereby)\d{0,3}")
UNIQUE = re.compile(r"webex|bigbluebutton|jitsi|gotomeet|gotowebinar|edudip|alfaview|senfcall")
PATH = re.compile(r"(?:zoom|webex|bbb|bigbluebutton|jitsi|whereby|gotomeet(?:ing)?|edudip|alfaview|senfcall)")
# What such hosts show to everybody: recordings, a test of the sound, help.
RECORDING = re.compile(r"rec|recordings?|playback|recordingservice")
OPEN_TO_ALL = re.compile(r"test|downloads?|pricing|support|hc|help|hilfe|blog|docs|legal|privacy")
OPEN_HOSTS = re.compile(r"(?:support|help|hilfe|docs|blog|learn|status|explore)\.")
INNER = re.compile(r"https?://\S+", re.IGNORECASE)  # in the address of a filter that mails go through

REFUSAL = _(
    "This text holds the link of a video conference. Please take it out, and enter it as the access link of the "
    "session or of its online room: there it is stored encrypted, and only those who take part get in."
)


def find_addresses(text):
    """Return (begin, end, address) of every web address in a text, Markdown or plain."""
    found = []
    for match in ADDRESS.finditer(text):
        written = _without_marks(match[0])
        if "." in written or "://" in written:
            found.append((match.start(), match.start() + len(written), ESCAPE.sub(r"\1", written)))
    return found


def find_meeting_links(text):
    """Return (begin, end, address) of every link of a video conference in a text; the address as it can be opened."""
    return [(begin, end, link) for begin, end, address in find_addresses(text) if (link := meeting_link(address))]


def without_meeting_links(text):
    """Return a text as it can be quoted: „…“ stands in the place of each link of a video conference."""
    for begin, end, _link in reversed(find_meeting_links(text)):
        text = f"{text[:begin]}…{text[end:]}"
    return text


def meeting_link(address):
    """Return the address if it leads into a video conference, "" if it is another one.

    Recordings, and pages of a provider that are for everybody, are others.
    """
    address = with_scheme(address)
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").casefold()
    except ValueError:  # „https://[“
        return ""
    steps = [step for step in unquote(parts.path).casefold().split("/") if step]
    if _names_meeting(host, steps, parts.query):
        return address
    inner = INNER.search(unquote(parts.query))
    return meeting_link(inner[0].split("&")[0]) if inner else ""


def with_scheme(address):
    return address if "://" in address else f"https://{address}"


def validate_no_meeting_link(text):
    """Refuse the link of a video conference in a text that others than organisers read."""
    if find_meeting_links(text):
        raise ValidationError(REFUSAL, code="meeting_link")


def refuse_meeting_links(row, *names):
    """Refuse the link of a video conference in fields for an address that everybody sees."""
    found = [name for name in names if find_meeting_links(getattr(row, name))]
    if found:
        raise ValidationError({name: ValidationError(REFUSAL, code="meeting_link") for name in found})


def _names_meeting(host, steps, query):
    if not (steps or query) or OPEN_HOSTS.match(host) or any(map(RECORDING.fullmatch, steps)):
        return False
    if any(map(OPEN_TO_ALL.fullmatch, steps[:1])):
        return False
    labels = host.split(".")
    if host.endswith(HOSTS) or UNIQUE.search(host) or any(map(LABEL.fullmatch, labels[:-1])):
        return True
    named = next((place for place, step in enumerate(steps) if PATH.fullmatch(step)), None)
    return named is not None and (named == 0 or named < len(steps) - 1)


def _without_marks(written):
    """Leave out what ends the sentence or the bracket around an address."""
    while written:
        last = written[-1]
        if last in BEHIND or (last in BRACKETS and written.count(last) > written.count(BRACKETS[last])):
            written = written[:-1]
        elif ")" in written and written.count(")") > written.count("("):  # „[Zoom](https://zoom.us/j/1)**“
            written = written[: written.rindex(")")]
        else:
            break
    return written
