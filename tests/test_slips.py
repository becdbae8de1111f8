import pytest

from womconf.slips import PROVIDERS, likely_meant

SLIPS = {
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmial.con": "gmail.com",
    "gmx.ed": "gmx.de",
    "gmx.d": "gmx.de",
    "gxm.de": "gmx.de",
    "gmx.nett": "gmx.net",
    "wbe.de": "web.de",
    "web.dee": "web.de",
    "t-onlin.de": "t-online.de",
    "tonline.de": "t-online.de",
    "t-onlnie.de": "t-online.de",
    "freente.de": "freenet.de",
    "hotmial.com": "hotmail.com",
    "outlok.de": "outlook.de",
    "googlemial.com": "googlemail.com",
    "posteo.ed": "posteo.de",
    "yaho.com": "yahoo.com",
    "icloud.cm": "icloud.com",
    "mailbox.or": "mailbox.org",
}
RIGHT = [
    *PROVIDERS,
    *("example.org", "stadt-ulm.de", "uni-bonn.de", "wes.de", "wab.de", "gms.de", "weg.de", "gmx.us", "hotmail.be"),
    *("mail.example.de", "xn--mller-kva.example", "work.com", "maul.de", "one.com", "gmail.example.org", "localhost"),
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS.items())
def test_slip_is_asked_about(typed, meant):
    assert likely_meant(f"erika.muster@{typed}") == f"erika.muster@{meant}"


@pytest.mark.parametrize("domain", RIGHT)
def test_right_domain_raises_no_question(domain):
    assert likely_meant(f"erika@{domain}") is None
