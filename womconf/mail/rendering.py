"""From templates and facts to the texts of a mail; and, at the moment of sending, from placeholders to links."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import parseaddr

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import get_language_bidi, gettext
from icalendar.parser import Contentline

from womconf.links import REMINDERS, REMINDERS_SPEAKER, PersonalLink
from womconf.mail.headers import Mail
from womconf.mail.tags import MESSAGE, tagged

MAX_SUBJECT = 250
# Private-use characters that no keyboard has.
OPEN, CLOSE = "\ue000", "\ue001"
PLACEHOLDER = re.compile(f"{OPEN}(\\d+){CLOSE}")


@dataclass(frozen=True)
class Attachment:
    """A text file that goes along, such as a calendar; `content` is its text, `mimetype` may have parameters."""

    filename: str
    content: str
    mimetype: str


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def placeholder(index):
    """Return what stands for the personal link of a mail with this number, in its texts and attachments."""
    return f"{OPEN}{index}{CLOSE}"


def render(template, *, language, context, links):
    """Render `app/name` from templates/app/email/name.{subject.txt,txt,html} in a language.

    `context` holds facts and texts of people; each is escaped in HTML and can bring no link of ours. `links` maps
    names of the context to PersonalLinks, for which placeholders stand in the texts.
    """
    app, name = template.split("/")
    placeholders = {key: placeholder(index) for index, key in enumerate(links)}
    with translation.override(language):
        values = {
            **{key: without_placeholders(text) if isinstance(text, str) else text for key, text in context.items()},
            **placeholders,
            "language": language,
            "direction": "rtl" if get_language_bidi() else "ltr",
            "base_url": settings.BASE_URL,
        }
        subject = _render_plain(f"{app}/email/{name}.subject.txt", values)
        text = _render_plain(f"{app}/email/{name}.txt", values)
        html = get_template(f"{app}/email/{name}.html").render(values)
    return Rendered(" ".join(subject.split())[:MAX_SUBJECT], _tidy(text), html.strip() + "\n")


def _render_plain(template, values):
    return get_template(template).template.render(Context(values, autoescape=False))


def without_placeholders(text):
    """Take the two characters out of a text of people. Even with them it could only name its own mail's links."""
    return text.translate({ord(OPEN): None, ord(CLOSE): None})


def _tidy(text):
    """Strip what template tags leave behind: spaces at line ends and more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def build(message):
    """Return the Mail of a Message, with its personal links in place."""
    links = [PersonalLink(**link) for link in message.links]
    urls = [link.url for link in links]
    sender = _sender(message.sender)
    mail = Mail(
        subject=message.subject,
        body=_fill(message.text, urls),
        from_email=tagged(MESSAGE, message.pk, message.message_id) or sender,  # the envelope's: reports go there
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "From": sender,
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's absence note answers us
            "Content-Language": message.language,
            **_list_headers(links),
        },
    )
    mail.attach_alternative(_fill(message.html, [escape(url) for url in urls]), "text/html")
    for attachment in message.attachments:
        mail.attach(_part(**attachment, urls=urls))
    entries = [attachment for attachment in message.attachments if "method=" in attachment["mimetype"]]
    if len(entries) == 1:
        # Programs show an invitation with its mail only if it is another form of the text (RFC 6047, 4).
        mail.attach_alternative(_fill_calendar(entries[0]["content"], urls), entries[0]["mimetype"])
    return mail


def _list_headers(links):
    """Return what lets a mail program switch off mails of this kind by one click (RFC 8058), where there is a link."""
    for link in links:
        if link.purpose in {REMINDERS, REMINDERS_SPEAKER}:
            return {"List-Unsubscribe": f"<{link.url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return {}


def _sender(name):
    """Return our address with a name beside it, or as the settings have it."""
    name = " ".join(name.split())
    if not name:
        return settings.DEFAULT_FROM_EMAIL
    return str(Address(name, addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _part(filename, content, mimetype, urls):
    """Return the MIME part of a text file; parameters of its type, such as a calendar's method, are kept.

    Only a calendar has placeholders for personal links.
    """
    if mimetype.startswith("text/calendar"):
        content = _fill_calendar(content, urls)
    header = MIMEPart()
    header["Content-Type"] = mimetype
    parameters = {name: value for name, value in header["Content-Type"].params.items() if name != "charset"}
    part = MIMEPart(policy=SMTP)
    part.set_content(
        content,
        subtype=header.get_content_subtype(),
        charset="utf-8",
        params=parameters,
        disposition="attachment",
        filename=filename,
    )
    return part


def _fill_calendar(content, urls):
    """Put personal links into a calendar, and break the lines anew that they make too long (RFC 5545, 3.1)."""
    lines = content.replace("\r\n ", "").split("\r\n")
    return "\r\n".join(Contentline(_fill(line, urls)).to_ical().decode() for line in lines)


def words(message):
    """Return the plain text of a Message with words where personal links stand: what an organiser may read."""
    link = gettext("personal link")
    return PLACEHOLDER.sub(f"[{link}]", message.text)


def _fill(text, urls):
    return PLACEHOLDER.sub(lambda match: urls[int(match[1])] if int(match[1]) < len(urls) else "", text)
