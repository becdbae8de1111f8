from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """What programme.search asks of PostgreSQL. Both are "trusted": the owner of the database may make them."""

    dependencies = [
        ("programme", "0027_give_pages_to_hosts_rooms_and_tracks"),
    ]

    operations = [TrigramExtension(), UnaccentExtension()]
