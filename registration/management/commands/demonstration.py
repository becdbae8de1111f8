from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from programme.models import Conference
from registration import demonstration


class Command(BaseCommand):
    help = "Make a conference to look at and to try things with. Everything in it is made up; no mail leaves."

    def handle(self, **options):
        if Conference.objects.filter(is_example=True).exists():
            raise CommandError(_("There is an example already. Delete it first, in the admin."))
        conference = demonstration.make()
        self.stdout.write(f"{conference} ({conference.slug})")
