from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What programme.search asks of PostgreSQL. Both are "trusted": the owner of the database may make them."""

    dependencies = [
        ("programme", "0025_announce_what_pages_show"),
    ]

    operations = [TrigramExtension(), UnaccentExtension()]
