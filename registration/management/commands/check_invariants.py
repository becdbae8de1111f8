from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registration.invariants import INVARIANTS, breaks


class Command(BaseCommand):
    help = "Check the rules that never break, in the database as it is; print each break and end with status 1."

    def handle(self, **options):
        found = breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)
        for name, rows in found.items():
            more = " …" if len(rows) > 20 else ""
            self.stdout.write(f"BREAK: {name}: {', '.join(map(str, rows[:20]))}{more}")
        if found:
            raise CommandError(f"{len(found)} of {len(INVARIANTS)} rules are broken.")
        self.stdout.write(f"No break: {len(INVARIANTS)} rules hold.")
