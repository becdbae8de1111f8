"""Personal links: what a mail carries instead of a password.

A token names its purpose, the code of the person and the version of their link, and is signed with SECRET_KEY. It is
never stored: whoever reads the database, a backup or a log finds no link. Raising the person's `link_version` revokes
every link given out before. Purposes are signed with different salts, so that no token serves for another purpose.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer

COOKIE_SECONDS = 2 * 3600


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


def remember(response, purpose, token):
    """Set the signed cookie that stands for a personal link on the pages it opens.

    The answer is a redirect away from the address with the token, which nobody is to hear of.
    """
    response["Referrer-Policy"] = "no-referrer"
    response.set_signed_cookie(
        _cookie(purpose),
        token,
        salt=f"womconf.cookie.{purpose}",
        max_age=COOKIE_SECONDS,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def recall(request, purpose):
    """Return (code, version) that the cookie stands for; raise InvalidLink where there is none or it is over."""
    token = request.get_signed_cookie(
        _cookie(purpose), default="", salt=f"womconf.cookie.{purpose}", max_age=COOKIE_SECONDS
    )
    return read_token(purpose, token)


def forget(response, purpose):
    response.delete_cookie(_cookie(purpose), samesite="Lax")


def _cookie(purpose):
    return f"__Host-{purpose}" if settings.IS_HTTPS else f"womconf-{purpose}"


def _signer(purpose):
    return Signer(sep="~", salt=f"womconf.link.{purpose}")
