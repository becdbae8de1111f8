"""The import page of the admin, used as a browser does."""

from django.urls import reverse


def send(client, button="preview", at="", **data):
    """Send a form to the start page or to the address of a text, and go where its answer leads on this page."""
    start = reverse("admin:programme_import")
    response = client.post(at or start, {button: "1", **data})
    is_next_step = response.status_code == 302 and response["Location"].startswith(start)
    return client.get(response["Location"]) if is_next_step else response


def address(response):
    return response.request["PATH_INFO"]


def carried(response):
    """The form of the second step as a browser would send it, with its address."""
    form = response.context["form"]
    conference = form["conference"].value()
    return {
        "content": form["content"].value(),
        "expected": form["expected"].value(),
        "previewed": form["previewed"].value(),
        "at": address(response),
        "conference": getattr(conference, "pk", conference) or "",
    }
