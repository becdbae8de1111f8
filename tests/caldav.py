"""A real calendar server (Radicale) and a real calendar program (khal), and what a client does with invitations."""

import os
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection

from icalendar import Calendar

from tests.mail.sink import free_port
from tests.mail.workers import wait_for

COLLECTION = "/person/calendar/"
MKCALENDAR = '<C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav"/>'
QUERY = """<?xml version="1.0"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start}" end="{end}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


class CalendarServer:
    """The calendar of one person on a Radicale; `take` is what a client does with an invitation (RFC 5546, 3.2)."""

    def __init__(self, port, folder):
        self._port, self._folder = port, folder

    def ask(self, method, path, body="", content_type="text/calendar; charset=utf-8"):
        """Return (status, text) of an answer."""
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=10)) as connection:
            connection.request(method, path, body.encode(), {"Content-Type": content_type})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def take(self, content):
        """Store an invitation that is not older than what is there; take out what is cancelled."""
        invitation = Calendar.from_ical(content)
        [event] = invitation.walk("VEVENT")
        path = f"{COLLECTION}{event['uid']}.ics"
        status, stored = self.ask("GET", path)
        if status == 200:
            [known] = Calendar.from_ical(stored).walk("VEVENT")
            if (known["sequence"], known["dtstamp"].dt) > (event["sequence"], event["dtstamp"].dt):
                return
        if invitation["method"] == "CANCEL":
            assert self.ask("DELETE", path)[0] in {200, 204, 404}
            return
        del invitation["method"]  # RFC 4791, 4.1: none is stored
        status, text = self.ask("PUT", path, invitation.to_ical().decode())
        assert status in {201, 204}, text

    def found_between(self, start, end):
        """Return how many entries the server itself finds in a time range."""
        body = QUERY.format(start=f"{start:%Y%m%dT%H%M%SZ}", end=f"{end:%Y%m%dT%H%M%SZ}")
        status, text = self.ask("REPORT", COLLECTION, body, "application/xml")
        assert status == 207, text
        return text.count("getetag>") // 2

    def listed_by_khal(self, day, zone):
        """Return the lines "start end title" that khal shows of a day, in a zone."""
        settings = self._folder / "khal.conf"
        files = self._folder / "storage" / "collection-root" / COLLECTION.strip("/")
        settings.write_text(
            f"[calendars]\n[[person]]\npath = {files}\n[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\n"
            "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
            f"longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {self._folder / 'khal.db'}\n"
            "[default]\ndefault_calendar = person\n"
        )
        shape = ["--format", "{start} {end} {title}", "--day-format", ""]
        shown = subprocess.run(
            [sys.executable, "-m", "khal", "-c", settings, "list", *shape, str(day), "1d"],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder)},
        )
        assert shown.returncode == 0, shown.stderr
        return [line for line in shown.stdout.splitlines() if line.strip() and "No events" not in line]


@contextmanager
def calendar_server(folder):
    port = free_port()
    settings, rights = folder / "radicale.conf", folder / "rights"
    settings.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[rights]\ntype = from_file\nfile = {rights}\n"
        f"[storage]\nfilesystem_folder = {folder / 'storage'}\n[logging]\nlevel = warning\n"
    )
    rights.write_text("[all]\nuser = .*\ncollection = .*\npermissions = RrWw\n")
    process = subprocess.Popen([sys.executable, "-m", "radicale", "--config", settings], cwd=folder)
    server = CalendarServer(port, folder)
    try:
        assert wait_for(lambda: _answers(server))
        assert server.ask("MKCOL", "/person/")[0] == 201
        assert server.ask("MKCALENDAR", COLLECTION, MKCALENDAR, "application/xml")[0] == 201
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(server):
    try:
        return server.ask("OPTIONS", "/")[0] == 200
    except OSError:
        return False
