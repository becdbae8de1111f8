from django.core.management.base import BaseCommand, CommandError

from programme.models import Conference
from registration import sample


class Command(BaseCommand):
    help = "Make a synthetic conference of any size, for benchmarks and tests. No mail is written."

    def add_arguments(self, parser):
        parser.add_argument("--sessions", type=_number, default=50)
        parser.add_argument("--speakers", type=_number, default=60)
        parser.add_argument("--registrations", type=_number, default=1000)
        parser.add_argument("--conference", metavar="SLUG", default="sample", help="Its address (%(default)s).")

    def handle(self, *, sessions, speakers, registrations, conference, **options):
        if Conference.objects.filter(slug=conference).exists():
            raise CommandError(f"There is a conference at {conference} already. Choose another address.")
        sample.make(conference, sessions=sessions, speakers=speakers, registrations=registrations)
        self.stdout.write(f"{conference}: {sessions} sessions, {speakers} speakers, {registrations} registrations")


def _number(value):
    number = int(value)
    if not 0 <= number <= 1_000_000:
        raise ValueError
    return number
