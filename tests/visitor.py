"""A client that fills in what the forms of personal pages hold, as a browser does."""

from tests.browsers import Browser
from womconf import links

PAGES = [
    ("/me/address/", links.ADDRESS),
    ("/me/", links.ATTENDEE),
    ("/speaker/", links.SPEAKER),
    ("/helper/", links.HELPER),
]


def person_at(client, path):
    """Return the code of the person whose link was opened last for this page in a client, None elsewhere."""
    path = path.removeprefix("/en")
    purpose = next((purpose for page, purpose in PAGES if path.startswith(page)), None)
    cookie = purpose and client.cookies.get(links.cookie_name(purpose))
    return cookie.value.split(".")[0] if cookie else None


class Visitor(Browser):
    """Somebody in a browser: what they send from a personal page says whose page it is, unless the test says it."""

    def post(self, path, data=None, *args, **kwargs):
        data = dict(data or {})
        if links.PERSON not in data and (person := person_at(self, path)):
            data[links.PERSON] = person
        return super().post(path, data, *args, **kwargs)
