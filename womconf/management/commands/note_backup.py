from django.core.management.base import BaseCommand
from django.utils import timezone

from womconf.models import DailyRun


class Command(BaseCommand):
    help = "Note that a backup was made today, so that organisers see how old the last one is (docs/operators.md)."

    def handle(self, **_options):
        DailyRun.objects.update_or_create(name=DailyRun.BACKUP, defaults={"day": timezone.localdate()})
        self.stdout.write("Noted.")
