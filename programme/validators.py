import unicodedata
import zoneinfo
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from womconf.addresses import canonical_domain
from womconf.quotes import in_quotes

# Explicit overrides and isolates turn the order of a whole line around (UAX #9); names and titles need none of them.
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")

validate_web_address = URLValidator(schemes=["http", "https"])
validate_secure_address = URLValidator(
    schemes=["https"], message=_("Please give a web address that begins with https://.")
)
FILE_ENDINGS = "pdf", "ppt", "pptx", "odp", "doc", "docx", "odt", "xls", "xlsx", "ods", "jpg", "jpeg", "png", "txt"


def validate_no_control_characters(text):
    """Refuse invisible control characters; line breaks and tabs are text."""
    for character in text:
        if character in BIDI_CONTROLS or (
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t"
        ):
            raise ValidationError(
                _("This text has an invisible control character (U+%(code)s). Please type it again."),
                code="control_character",
                params={"code": f"{ord(character):04X}"},
            )


def validate_single_line(text):
    """Refuse line breaks and control characters in what must stay on one line: names, titles, mail subjects."""
    if any(character in LINE_BREAKS or character == "\t" for character in text):
        raise ValidationError(_("Please write this on one line."), code="line_break")
    validate_no_control_characters(text)


def validate_time_zone(name):
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Please use a name such as Europe/Berlin."),
            code="time_zone",
            params={"name": in_quotes(name)},
        )


def refuse_file_names(row, *names):
    """Refuse „folien.pdf“ in fields for an address on the web: it looks like a host, and leads nowhere."""
    hosts = {name: urlsplit(getattr(row, name)).hostname or "" for name in names}
    message = _("This is the name of a file, not its address on the web. Please copy the address from your browser.")
    found = [name for name, host in hosts.items() if host.rpartition(".")[2] in FILE_ENDINGS]
    if found:
        raise ValidationError({name: ValidationError(message, code="file_name") for name in found})


def secure_address(text):
    """Return a web address as a redirect can name it, in ASCII. Raise a ValidationError for all that is not https."""
    text = text.strip()
    validate_single_line(text)
    validate_secure_address(text)
    parts = urlsplit(text)
    try:
        host, port = canonical_domain(parts.hostname), f":{parts.port}" if parts.port else ""
    except (ValidationError, ValueError) as error:  # a ValueError: a port beyond 65535
        raise ValidationError(validate_secure_address.message, code="invalid") from error
    if "@" in parts.netloc:
        raise ValidationError(_("Please leave out what stands before the @ of this web address."), code="user")
    host = f"[{host}]" if ":" in host else host
    return iri_to_uri(parts._replace(scheme="https", netloc=f"{host}{port}").geturl())
