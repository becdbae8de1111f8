from django.db import migrations, models

import programme.codes
import programme.fields

HAVE_PAGES = ["organisation", "room", "track"]


def give_codes(apps, schema_editor):
    for name in HAVE_PAGES:
        model = apps.get_model("programme", name)
        rows = list(model.objects.filter(code=None))
        for row in rows:
            row.code = programme.codes.new_code()
        model.objects.bulk_update(rows, ["code"], batch_size=500)


def code(**options):
    return models.CharField(
        default=programme.codes.new_code, editable=False, max_length=8, unique=True, verbose_name="code", **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0026_say_how_people_can_follow_sessions"),
    ]

    operations = [
        *(
            migrations.AddField(
                name, "code", models.CharField(null=True, editable=False, max_length=8, verbose_name="code")
            )
            for name in HAVE_PAGES
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop, elidable=True),
        *(migrations.AlterField(name, "code", code()) for name in HAVE_PAGES),
        *(
            migrations.AddField(
                name,
                "description",
                programme.fields.TranslatedTextField(
                    blank=True,
                    help_text="Markdown. Stands on its page, above its sessions.",
                    text_max_length=20000,
                    verbose_name="description",
                ),
            )
            for name in ("organisation", "track")
        ),
        migrations.AddField(
            "room",
            "directions",
            programme.fields.TranslatedTextField(
                blank=True,
                help_text="Markdown, public. Entrance, floor, tram stop. Never the link to a video conference.",
                text_max_length=20000,
                verbose_name="how to get there",
            ),
        ),
        migrations.AddField(
            "room",
            "access",
            programme.fields.TranslatedTextField(
                blank=True,
                help_text="Markdown, public. Step-free way, lift, toilets, induction loop, a quiet place nearby.",
                text_max_length=20000,
                verbose_name="accessibility",
            ),
        ),
    ]
