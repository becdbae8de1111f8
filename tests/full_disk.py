"""People register while the disk of PostgreSQL, and of the mail that is written to files, runs full. Run by a test.

`python -m tests.full_disk FOLDER`, where FOLDER is a small file system of its own. Prints what happened as JSON.
"""

import json
import os
import shutil
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

from womconf.embedded import EmbeddedPostgres

LEAVE_FREE = 200_000  # bytes: enough for a few forms, and then for none
LEAST_MAIL = 2_000  # bytes of a whole one
MOST_FORMS = 5_000
BACK_SECONDS = 30


def main(folder):
    os.environ["WOMCONF_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    with EmbeddedPostgres(folder / "postgres") as server:
        os.environ["DATABASE_URL"] = server.url
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        print(json.dumps(run(folder)))


def run(folder):
    from django.conf import settings
    from django.db import OperationalError, connection
    from django.test import Client
    from django.utils import timezone

    from registration.invariants import breaks
    from registration.models import Registration
    from tests.factories import SlotFactory
    from womconf.mail import actions
    from womconf.mail.models import Message
    from womconf.mail.transport import mailers_from_url

    settings.ALLOWED_HOSTS = ["*"]
    settings.MAILERS = mailers_from_url(f"file://{folder / 'mail'}")
    session = SlotFactory(session__capacity=3).session
    address = f"/{session.conference.slug}/register/"
    client = Client(raise_request_exception=False)
    acknowledged, seen = [], []

    def press(form):
        status = client.post(address, form).status_code
        seen.append(status)
        if status == 302:
            acknowledged.append(form["email"])
        return status

    def form():
        email = f"{uuid.uuid4().hex}@example.org"
        return {"name": "E" * 120, "email": email, "sessions": session.code, "privacy": "on", "key": str(uuid.uuid4())}

    # A whole file of the write-ahead log lies ahead: without room for the next one PostgreSQL ends all connections.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_switch_wal()")
    assert press(form()) == 302
    filler = folder / "filler"
    with filler.open("wb") as file:
        file.write(b"x" * max(0, shutil.disk_usage(folder).free - LEAVE_FREE))
    refused = next((given for given in (form() for _n in range(MOST_FORMS)) if press(given) != 302), None)
    pages = [client.get(page).status_code for page in ("/", f"/{session.conference.slug}/", address, "/me/")]
    first = Message.objects.order_by("pk").first()
    with suppress(OperationalError):  # the job fails, and the mail stays with it until its lease is over
        actions.send(first.pk)
    mails = _sizes(folder / "mail")
    filler.unlink()
    began = time.monotonic()
    while press(refused) != 302 and time.monotonic() - began < BACK_SECONDS:
        time.sleep(0.2)
    Message.objects.filter(status="sending").update(leased_until=timezone.now())
    actions.send(first.pk)
    people = set(Registration.objects.values_list("attendee__email", flat=True))
    return {
        "answers": sorted(set(seen)),
        "refused": refused is not None,
        "pages": pages,
        "mails": [size > LEAST_MAIL for size in mails + _sizes(folder / "mail")],
        "back_seconds": time.monotonic() - began,
        "lost": sorted(set(acknowledged) - people),
        "twice": len(acknowledged) - len(set(acknowledged)),
        "broken": sorted(breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)),
        "count": len(acknowledged),
    }


def _sizes(folder):
    return [path.stat().st_size for path in folder.glob("*")]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
