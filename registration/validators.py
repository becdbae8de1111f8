"""What strangers may not write where our e-mails repeat it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from linkify_it import LinkifyIt

WEB_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
# A path makes an address of anything with a dot, whatever its ending: evil.example/login.
WITH_PATH = re.compile(r"\w\.[^\W\d]{2,}(:\d+)?/\w")
# Endings beside those of countries and the old ones that linkify-it knows; all that mail programs know are too many.
ENDINGS = (
    "academy agency app art bank blog business care center chat church city click cloud club community company "
    "consulting credit data date design dev digital download email events exchange expert finance fit foundation fun "
    "fund games gift global group guru help host house icu institute international legal life link live loan login ltd "
    "marketing media money network news ngo ong online page party pay photo pics plus press promo rest review sale "
    "school security services shop site social solutions space store stream studio support systems team tech tips "
    "today tools top trade university video vip webcam website win work world xyz zone"
)
DEGREES = {"b.sc", "m.sc"}  # .sc are the Seychelles

_linkify = LinkifyIt(options={"fuzzy_ip": True}).tlds(ENDINGS.split(), keep_old=True)


def validate_no_web_address(text):
    """Refuse what says that it is a web address. Of an organisation that is enough: no mail names it."""
    if WEB_ADDRESS.search(unicodedata.normalize("NFKC", text)):
        raise ValidationError(_("Please write this without a web address."), code="web_address")


def validate_no_link(text):
    """Refuse in a name what mail programs turn into a link: our mails greet by it, and have our own links only."""
    validate_no_web_address(text)
    plain = unicodedata.normalize("NFKC", text).replace("。", ".")
    links = {link.text.lower() for link in _linkify.match(plain) or []}
    if links - DEGREES or WITH_PATH.search(plain):
        raise ValidationError(_("Please write this without a web address."), code="web_address")
