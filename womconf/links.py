"""Personal links: what a mail carries instead of a password.

A token names its purpose, the code of the person and the version of their link, and is signed with SECRET_KEY. It is
never stored: whoever reads the database, a backup or a log finds no link. Raising the person's `link_version` revokes
every link given out before. Purposes are signed with different salts, so that no token serves for another purpose.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.shortcuts import redirect, render

COOKIE_SECONDS = 2 * 3600
PURPOSES = ATTENDEE, SPEAKER, ADDRESS, HELPER, INVITATION = (
    "attendee",
    "speaker",
    "address",
    "helper",
    "invitation",
)  # those whose token is kept in a cookie
# Each session has addresses of its own by which people get in; so has the cookie that stands for one of them.
JOIN, JOIN_SPEAKER = "join-attendee-", "join-speaker-"
# Where people switch their reminders off; such an address in a mail is its List-Unsubscribe (RFC 8058).
REMINDERS, REMINDERS_SPEAKER = "reminders-attendee", "reminders-speaker"
PERSON = "person"  # hidden field in each form of a personal page: the person whose page it is


class InvalidLink(Exception):
    """The link is damaged, of another purpose, or not ours."""


@dataclass(frozen=True)
class PersonalLink:
    """Where a personal link leads and for whom; `path` is the page that exchanges the token, such as `/me/`."""

    purpose: str
    code: str
    version: int
    path: str

    @property
    def token(self):
        return _signer(self.purpose).sign(f"{self.code}.{self.version}")

    @property
    def url(self):
        return f"{settings.BASE_URL}{self.path}?key={self.token}"


def read_token(purpose, token):
    """Return (code, version) of a token of this purpose; raise InvalidLink for anything else."""
    try:
        code, version = _signer(purpose).unsign(token).split(".")
        return code, int(version)
    except (BadSignature, ValueError) as error:
        raise InvalidLink from error


def exchange(token, purpose, page):
    """Return the answer to a link that was opened: on to its page, with the token in a cookie and no longer in the
    address. Raise InvalidLink.
    """
    read_token(purpose, token)
    response = redirect(page)
    remember(response, purpose, token)
    return response


def remember(response, purpose, token):
    """Set the signed cookie that stands for a personal link on the pages it opens, until the browser is closed.

    The answer is a redirect away from the address with the token, which nobody is to hear of.
    """
    response["Referrer-Policy"] = "no-referrer"
    response.set_signed_cookie(
        cookie_name(purpose),
        token,
        salt=f"womconf.cookie.{purpose}",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def recall(request, purpose, seconds=COOKIE_SECONDS):
    """Return (code, version) that the cookie stands for; raise InvalidLink where there is none or it is over."""
    token = request.get_signed_cookie(
        cookie_name(purpose), default="", salt=f"womconf.cookie.{purpose}", max_age=seconds
    )
    return read_token(purpose, token)


def forget(response, purpose):
    response.delete_cookie(cookie_name(purpose), samesite="Lax")


def forget_all(request, response):
    """Forget whoever opened a personal link in this browser, of whatever purpose."""
    joined = tuple(map(cookie_name, (JOIN, JOIN_SPEAKER)))
    for purpose in (*PURPOSES, REMINDERS, REMINDERS_SPEAKER):
        forget(response, purpose)
    for name in request.COOKIES:
        if name.startswith(joined):
            response.delete_cookie(name, samesite="Lax")


def is_whose(request, code):
    """Say whether what was sent comes from a page of the person with this code; what is only read always does.

    The cookie says whose link was opened last in this browser. A form may still stand in another tab, of somebody else.
    """
    return request.method in {"GET", "HEAD"} or request.POST.get(PERSON) == code


def refuse(request, typed):
    """Say that a form of another person's page was not carried out, and show the [(label, text)] typed into it."""
    return render(request, "wom/somebody_else.html", {"typed": typed}, status=409)


def cookie_name(purpose):
    return f"__Host-{purpose}" if settings.IS_HTTPS else f"womconf-{purpose}"


def _signer(purpose):
    return Signer(sep="~", salt=f"womconf.link.{purpose}")
