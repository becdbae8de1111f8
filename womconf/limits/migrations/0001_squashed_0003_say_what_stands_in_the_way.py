from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("limits", "0001_initial"),
        ("limits", "0002_keep_a_shared_cache"),
        ("limits", "0003_say_what_stands_in_the_way"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("value_hash", models.CharField(max_length=64)),
                ("window", models.DateTimeField()),
                ("count", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "indexes": [models.Index(fields=["window"], name="count_window")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "value_hash", "window"),
                        name="count_once_a_window",
                        violation_error_message="This is counted already in the same time.",
                    )
                ],
            },
        ),
    ]
