import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import programme.codes
import programme.fields
import programme.languages
import programme.letters
import programme.models.conference
import programme.models.waiting_list
import programme.validators
import programme.years
import womconf.addresses


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("programme", "0001_initial"),
        ("programme", "0002_let_slots_swap_rooms"),
        ("programme", "0003_raise_revision_with_appearances"),
        ("programme", "0004_give_places_in_pools"),
        ("programme", "0005_keep_follow_ups_with_places"),
        ("programme", "0006_decide_who_may_register_when"),
        ("programme", "0007_give_places_by_room"),
        ("programme", "0008_say_what_empty_means"),
        ("programme", "0009_keep_the_time_of_each_change"),
        ("programme", "0010_keep_addresses_in_one_spelling"),
        ("programme", "0011_let_speakers_leave_nothing_behind"),
        ("programme", "0012_mark_examples"),
        ("programme", "0013_keep_dates_in_our_years"),
        ("programme", "0014_remember_what_was_announced"),
        ("programme", "0015_lead_from_former_addresses"),
        ("programme", "0016_fold_letters"),
        ("programme", "0017_say_who_answers_for_it"),
        ("programme", "0018_say_what_stands_in_the_way"),
        ("programme", "0019_raise_revisions_of_what_calendars_show"),
        ("programme", "0020_name_states_plainly"),
    ]

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(programme.letters.FUNCTION, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Conference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Last part of the web address, such as wom-2020. A former one goes on leading here.",
                        max_length=60,
                        unique=True,
                        validators=[programme.models.conference.validate_free_slug],
                        verbose_name="address",
                    ),
                ),
                (
                    "calendar_uid",
                    models.CharField(default=programme.codes.new_code, editable=False, max_length=60, unique=True),
                ),
                ("title", programme.fields.TranslatedCharField(text_max_length=200, verbose_name="title")),
                (
                    "theme",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="The subject under which the sessions stand.",
                        text_max_length=200,
                        verbose_name="theme",
                    ),
                ),
                (
                    "description",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Stands above the programme.",
                        text_max_length=20000,
                        verbose_name="description",
                    ),
                ),
                ("starts_on", models.DateField(validators=[programme.years.validate_year], verbose_name="first day")),
                ("ends_on", models.DateField(validators=[programme.years.validate_year], verbose_name="last day")),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Berlin",
                        max_length=60,
                        validators=[programme.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=programme.languages.content_languages, max_length=10),
                        default=programme.models.conference.default_languages,
                        help_text="Languages in which texts are written; the first one is the main language.",
                        verbose_name="languages",
                    ),
                ),
                (
                    "host_name",
                    models.CharField(
                        blank=True,
                        help_text="Who invites.",
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="organiser",
                    ),
                ),
                (
                    "venue",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="Name and address of the house; empty: only online.",
                        text_max_length=300,
                        verbose_name="venue",
                    ),
                ),
                (
                    "imprint",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Who answers for these pages.",
                        text_max_length=20000,
                        verbose_name="imprint",
                    ),
                ),
                (
                    "contact",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. How people reach you: address, telephone, e-mail.",
                        text_max_length=20000,
                        verbose_name="contact",
                    ),
                ),
                (
                    "accessibility",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. What is accessible in the house and on these pages, what is not yet, and whom to tell.",
                        text_max_length=20000,
                        verbose_name="accessibility",
                    ),
                ),
                (
                    "contact_email",
                    womconf.addresses.AddressField(
                        blank=True,
                        help_text="Answers to our e-mails go here; never on public pages.",
                        max_length=254,
                        verbose_name="contact address",
                    ),
                ),
                (
                    "privacy_notice",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Shown in the registration form, above the consent. Empty: two sentences of ours.",
                        text_max_length=20000,
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "overlaps",
                    models.CharField(
                        choices=[
                            ("warn", "We ask whether it is meant, and let it pass."),
                            ("refuse", "It is refused."),
                        ],
                        db_default="warn",
                        default="warn",
                        help_text="What happens when somebody chooses them.",
                        max_length=10,
                        verbose_name="two sessions at the same time",
                    ),
                ),
                (
                    "registration_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: as soon as the conference is public.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration opens",
                    ),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: for each session when it is over.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration closes",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="public since"),
                ),
                (
                    "is_example",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Everything in it is made up. It says so on its pages, and can be deleted whole.",
                        verbose_name="example",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="published_conferences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "verbose_name": "conference",
                "verbose_name_plural": "conferences",
                "ordering": ["-starts_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ConferenceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "slug",
                    models.SlugField(
                        db_index=False,
                        help_text="Last part of the web address, such as wom-2020. A former one goes on leading here.",
                        max_length=60,
                        validators=[programme.models.conference.validate_free_slug],
                        verbose_name="address",
                    ),
                ),
                ("title", programme.fields.TranslatedCharField(text_max_length=200, verbose_name="title")),
                (
                    "theme",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="The subject under which the sessions stand.",
                        text_max_length=200,
                        verbose_name="theme",
                    ),
                ),
                (
                    "description",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Stands above the programme.",
                        text_max_length=20000,
                        verbose_name="description",
                    ),
                ),
                ("starts_on", models.DateField(validators=[programme.years.validate_year], verbose_name="first day")),
                ("ends_on", models.DateField(validators=[programme.years.validate_year], verbose_name="last day")),
                (
                    "time_zone",
                    models.CharField(
                        default="Europe/Berlin",
                        max_length=60,
                        validators=[programme.validators.validate_time_zone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=programme.languages.content_languages, max_length=10),
                        default=programme.models.conference.default_languages,
                        help_text="Languages in which texts are written; the first one is the main language.",
                        verbose_name="languages",
                    ),
                ),
                (
                    "host_name",
                    models.CharField(
                        blank=True,
                        help_text="Who invites.",
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="organiser",
                    ),
                ),
                (
                    "venue",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="Name and address of the house; empty: only online.",
                        text_max_length=300,
                        verbose_name="venue",
                    ),
                ),
                (
                    "imprint",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Who answers for these pages.",
                        text_max_length=20000,
                        verbose_name="imprint",
                    ),
                ),
                (
                    "contact",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. How people reach you: address, telephone, e-mail.",
                        text_max_length=20000,
                        verbose_name="contact",
                    ),
                ),
                (
                    "accessibility",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. What is accessible in the house and on these pages, what is not yet, and whom to tell.",
                        text_max_length=20000,
                        verbose_name="accessibility",
                    ),
                ),
                (
                    "contact_email",
                    womconf.addresses.AddressField(
                        blank=True,
                        help_text="Answers to our e-mails go here; never on public pages.",
                        max_length=254,
                        verbose_name="contact address",
                    ),
                ),
                (
                    "privacy_notice",
                    programme.fields.TranslatedTextField(
                        blank=True,
                        help_text="Markdown. Shown in the registration form, above the consent. Empty: two sentences of ours.",
                        text_max_length=20000,
                        verbose_name="privacy notice",
                    ),
                ),
                (
                    "overlaps",
                    models.CharField(
                        choices=[
                            ("warn", "We ask whether it is meant, and let it pass."),
                            ("refuse", "It is refused."),
                        ],
                        db_default="warn",
                        default="warn",
                        help_text="What happens when somebody chooses them.",
                        max_length=10,
                        verbose_name="two sessions at the same time",
                    ),
                ),
                (
                    "registration_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: as soon as the conference is public.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration opens",
                    ),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: for each session when it is over.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration closes",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="public since"),
                ),
                (
                    "is_example",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        editable=False,
                        help_text="Everything in it is made up. It says so on its pages, and can be deleted whole.",
                        verbose_name="example",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="programme.conference",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="published by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerSlug",
            fields=[
                ("slug", models.SlugField(max_length=60, primary_key=True, serialize=False)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_slugs",
                        to="programme.conference",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("key", models.CharField(help_text="What the text calls it, normalised.", max_length=500)),
                ("object_id", models.BigIntegerField()),
                ("values", models.JSONField(default=dict)),
                ("imported_at", models.DateTimeField(auto_now=True)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported_items",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported item",
                "verbose_name_plural": "imported items",
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        max_length=200, validators=[programme.validators.validate_single_line], verbose_name="name"
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="website",
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisations",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": [programme.letters.Folded("name"), "name"],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", programme.fields.TranslatedCharField(text_max_length=100, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("on_site", "on site"), ("online", "online"), ("hybrid", "on site and online")],
                        db_default="online",
                        default="online",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="A session without a number of places of its own gets these when it gets this room.",
                        null=True,
                        verbose_name="seats",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=programme.codes.new_code, editable=False, max_length=8, unique=True, verbose_name="code"
                    ),
                ),
                ("title", programme.fields.TranslatedCharField(text_max_length=300, verbose_name="title")),
                (
                    "abstract",
                    programme.fields.TranslatedTextField(
                        blank=True, help_text="Markdown.", text_max_length=20000, verbose_name="abstract"
                    ),
                ),
                (
                    "format",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="For example talk, workshop, webtalk.",
                        text_max_length=60,
                        verbose_name="format",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=programme.languages.content_languages,
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "registration_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: with that of the conference.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration opens",
                    ),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: with that of the conference.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration closes",
                    ),
                ),
                (
                    "access_code",
                    models.CharField(
                        blank=True,
                        help_text="Only those can register who know it. Empty: everybody.",
                        max_length=40,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="access code",
                    ),
                ),
                (
                    "email_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=253, validators=[django.core.validators.DomainNameValidator()]
                        ),
                        blank=True,
                        db_default=[],
                        default=list,
                        help_text="Only those can register whose e-mail address ends so, such as stadt-jena.de. Empty: everybody.",
                        verbose_name="mail domains",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("requested", "requested"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        db_default="draft",
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("was_announced", models.BooleanField(db_default=False, default=False, editable=False)),
                (
                    "status_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="status since",
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="SEQUENCE of its calendar entry.",
                        verbose_name="revision",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="programme.organisation",
                        verbose_name="host organisation",
                    ),
                ),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty: the program itself, for instance when the last speaker answered.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["pk"],
            },
            bases=(programme.models.waiting_list.HasWaitingList, models.Model),
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "speaker"),
                            ("moderation", "chair"),
                            ("panel", "panel"),
                            ("interpreter", "interpreter"),
                        ],
                        db_default="speaker",
                        default="speaker",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        db_default="requested",
                        default="requested",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="status since",
                    ),
                ),
                (
                    "status_note",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="The speaker's reason, or how we know.",
                        verbose_name="note on the status",
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last asked")),
                (
                    "answer_by",
                    models.DateField(
                        blank=True, null=True, validators=[programme.years.validate_year], verbose_name="answer until"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty: the speaker, by the personal link.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appearances",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "appearance",
                "verbose_name_plural": "appearances",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("main", "session"), ("follow_up", "follow-up"), ("break", "break")],
                        db_default="main",
                        default="main",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    programme.fields.TranslatedCharField(
                        blank=True, help_text="Of a break or a follow-up.", text_max_length=200, verbose_name="title"
                    ),
                ),
                ("starts_at", models.DateTimeField(validators=[programme.years.validate_year], verbose_name="start")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: the end is open.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="end",
                    ),
                ),
                ("holds_room", models.BooleanField(db_default=True, default=True, editable=False)),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="slots",
                        to="programme.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "slot",
                "verbose_name_plural": "slots",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Seats",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        editable=False,
                        help_text="Of a follow-up.",
                        max_length=8,
                        null=True,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[("", "one for all"), ("on_site", "on site"), ("online", "online")],
                        db_default="",
                        default="",
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveIntegerField(
                        blank=True, help_text="Empty: no limit.", null=True, verbose_name="places"
                    ),
                ),
                (
                    "kept_back",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        help_text="Places of these that you give away yourselves; the form and the waiting list leave them alone.",
                        verbose_name="kept back",
                    ),
                ),
                (
                    "paused_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Nobody moves up since then.",
                        null=True,
                        verbose_name="waiting list stopped",
                    ),
                ),
                ("taken", models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name="taken")),
                (
                    "overbooked_by",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="People who had a place when the capacity was set below their number.",
                        verbose_name="overbooked by",
                    ),
                ),
                (
                    "word",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(
                                    ("capacity__isnull", True),
                                    django.db.models.lookups.GreaterThan(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("capacity"), "-", models.F("kept_back")
                                            ),
                                            "-",
                                            models.F("taken"),
                                        ),
                                        django.db.models.functions.comparison.Greatest(
                                            models.Value(3),
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("capacity"), "/", models.Value(10)
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                then=models.Value(""),
                            ),
                            models.When(
                                django.db.models.lookups.GreaterThan(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("capacity"), "-", models.F("kept_back")
                                        ),
                                        "-",
                                        models.F("taken"),
                                    ),
                                    models.Value(0),
                                ),
                                then=models.Value("few"),
                            ),
                            default=models.Value("waiting_list"),
                        ),
                        help_text="Not the number of free places: that is nobody else's business.",
                        output_field=models.CharField(
                            choices=[
                                ("", "places free"),
                                ("few", "few places left"),
                                ("waiting_list", "full, with a waiting list"),
                            ],
                            max_length=20,
                        ),
                        verbose_name="what visitors read",
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="waiting list stopped by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pools",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pools",
                        to="programme.slot",
                        verbose_name="follow-up",
                    ),
                ),
            ],
            options={
                "verbose_name": "places",
                "verbose_name_plural": "places",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SlotEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("main", "session"), ("follow_up", "follow-up"), ("break", "break")],
                        db_default="main",
                        default="main",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "title",
                    programme.fields.TranslatedCharField(
                        blank=True, help_text="Of a break or a follow-up.", text_max_length=200, verbose_name="title"
                    ),
                ),
                ("starts_at", models.DateTimeField(validators=[programme.years.validate_year], verbose_name="start")),
                (
                    "ends_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: the end is open.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="end",
                    ),
                ),
                ("holds_room", models.BooleanField(db_default=True, default=True, editable=False)),
                (
                    "conference",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="programme.slot",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.room",
                        verbose_name="room",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=programme.codes.new_code, editable=False, max_length=8, unique=True, verbose_name="code"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=200, validators=[programme.validators.validate_single_line], verbose_name="name"
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="academic title",
                    ),
                ),
                (
                    "family_name",
                    models.CharField(
                        blank=True,
                        help_text="For sorting; empty: the last word of the name.",
                        max_length=100,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="family name",
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="function",
                    ),
                ),
                (
                    "biography",
                    programme.fields.TranslatedTextField(
                        blank=True, help_text="Markdown.", text_max_length=20000, verbose_name="biography"
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="website",
                    ),
                ),
                (
                    "email",
                    womconf.addresses.AddressField(
                        blank=True, help_text="Never public.", max_length=254, verbose_name="e-mail address"
                    ),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True,
                        help_text="Never public.",
                        max_length=40,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="telephone",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=programme.languages.interface_languages,
                        db_default="de",
                        default="de",
                        max_length=10,
                        verbose_name="language of e-mails",
                    ),
                ),
                (
                    "internal_note",
                    models.TextField(blank=True, help_text="Never public.", verbose_name="internal note"),
                ),
                (
                    "link_version",
                    models.PositiveIntegerField(
                        db_default=1,
                        default=1,
                        editable=False,
                        help_text="Raised to revoke every personal link given out before.",
                    ),
                ),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=programme.letters.Folded(
                            models.Case(
                                models.When(
                                    family_name="",
                                    then=models.Func(
                                        "name",
                                        models.Value("^.*\\s"),
                                        models.Value(""),
                                        function="regexp_replace",
                                        output_field=models.CharField(),
                                    ),
                                ),
                                default="family_name",
                                output_field=models.CharField(),
                            )
                        ),
                        output_field=models.TextField(),
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speakers",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="speakers",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "speaker",
                "verbose_name_plural": "speakers",
                "ordering": ["sort_key", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AppearanceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "speaker"),
                            ("moderation", "chair"),
                            ("panel", "panel"),
                            ("interpreter", "interpreter"),
                        ],
                        db_default="speaker",
                        default="speaker",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        db_default="requested",
                        default="requested",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="status since",
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last asked")),
                (
                    "answer_by",
                    models.DateField(
                        blank=True, null=True, validators=[programme.years.validate_year], verbose_name="answer until"
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="programme.appearance",
                    ),
                ),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        help_text="Empty: the speaker, by the personal link.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="appearance",
            name="speaker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appearances",
                to="programme.speaker",
                verbose_name="speaker",
            ),
        ),
        migrations.CreateModel(
            name="SpeakerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "code",
                    models.CharField(
                        default=programme.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=200, validators=[programme.validators.validate_single_line], verbose_name="name"
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        blank=True,
                        max_length=60,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="academic title",
                    ),
                ),
                (
                    "family_name",
                    models.CharField(
                        blank=True,
                        help_text="For sorting; empty: the last word of the name.",
                        max_length=100,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="family name",
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="function",
                    ),
                ),
                (
                    "biography",
                    programme.fields.TranslatedTextField(
                        blank=True, help_text="Markdown.", text_max_length=20000, verbose_name="biography"
                    ),
                ),
                (
                    "website",
                    models.URLField(
                        blank=True,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="website",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=programme.languages.interface_languages,
                        db_default="de",
                        default="de",
                        max_length=10,
                        verbose_name="language of e-mails",
                    ),
                ),
                (
                    "link_version",
                    models.PositiveIntegerField(
                        db_default=1,
                        default=1,
                        editable=False,
                        help_text="Raised to revoke every personal link given out before.",
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="programme.speaker",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Track",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", programme.fields.TranslatedCharField(text_max_length=100, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="position")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracks",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "track",
                "verbose_name_plural": "tracks",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "code",
                    models.CharField(
                        default=programme.codes.new_code, editable=False, max_length=8, verbose_name="code"
                    ),
                ),
                ("title", programme.fields.TranslatedCharField(text_max_length=300, verbose_name="title")),
                (
                    "abstract",
                    programme.fields.TranslatedTextField(
                        blank=True, help_text="Markdown.", text_max_length=20000, verbose_name="abstract"
                    ),
                ),
                (
                    "format",
                    programme.fields.TranslatedCharField(
                        blank=True,
                        help_text="For example talk, workshop, webtalk.",
                        text_max_length=60,
                        verbose_name="format",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=programme.languages.content_languages,
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "registration_opens_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: with that of the conference.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration opens",
                    ),
                ),
                (
                    "registration_closes_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Empty: with that of the conference.",
                        null=True,
                        validators=[programme.years.validate_year],
                        verbose_name="registration closes",
                    ),
                ),
                (
                    "access_code",
                    models.CharField(
                        blank=True,
                        help_text="Only those can register who know it. Empty: everybody.",
                        max_length=40,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="access code",
                    ),
                ),
                (
                    "email_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=253, validators=[django.core.validators.DomainNameValidator()]
                        ),
                        blank=True,
                        db_default=[],
                        default=list,
                        help_text="Only those can register whose e-mail address ends so, such as stadt-jena.de. Empty: everybody.",
                        verbose_name="mail domains",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("requested", "requested"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        db_default="draft",
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "status_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="status since",
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        db_default=0,
                        default=0,
                        editable=False,
                        help_text="SEQUENCE of its calendar entry.",
                        verbose_name="revision",
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="changed"
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.organisation",
                        verbose_name="host organisation",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="programme.session",
                    ),
                ),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        help_text="Empty: the program itself, for instance when the last speaker answered.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status set by",
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.track",
                        verbose_name="track",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="session",
            name="track",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sessions",
                to="programme.track",
                verbose_name="track",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="conference_ends_after_start",
                violation_error_message="The last day must not lie before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registration_closes_at__isnull", True),
                    ("registration_opens_at__isnull", True),
                    ("registration_closes_at__gt", models.F("registration_opens_at")),
                    _connector="OR",
                ),
                name="conference_registration_closes_after_opening",
                violation_error_message="Registration must close after it has opened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(("overlaps__in", ["warn", "refuse"])),
                name="conference_overlaps_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(("languages__len__gte", 1)),
                name="conference_has_language",
                violation_error_message="Please choose at least one language.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(("published_by__isnull", True), ("published_at__isnull", False), _connector="OR"),
                name="conference_published_by_with_at",
                violation_error_message="Who published the conference is stored only together with when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_on__isnull", True),
                        models.Q(
                            ("starts_on__gte", datetime.date(1900, 1, 1)), ("starts_on__lt", datetime.date(2200, 1, 1))
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ends_on__isnull", True),
                        models.Q(
                            ("ends_on__gte", datetime.date(1900, 1, 1)), ("ends_on__lt", datetime.date(2200, 1, 1))
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("registration_opens_at__isnull", True),
                        models.Q(
                            ("registration_opens_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("registration_opens_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("registration_closes_at__isnull", True),
                        models.Q(
                            ("registration_closes_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("registration_closes_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="conference_in_our_years",
                violation_error_message="Please give a year from 1900 to 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("contact_email", ""),
                    _connector="OR",
                ),
                name="conference_contact_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="conference_raises_revisions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."venue" IS DISTINCT FROM (NEW."venue"))',
                    func="\n            PERFORM FROM programme_session WHERE id IN (SELECT id FROM programme_session WHERE conference_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (SELECT id FROM programme_session WHERE conference_id = NEW.id);\n            RETURN NULL;\n        ",
                    hash="52d4305bf976327ac453f1942d61b5d95c2d2c2e",
                    operation='UPDATE OF "title", "venue"',
                    pgid="pgtrigger_conference_raises_revisions_5bee1",
                    table="programme_conference",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="conference_keeps_former_slugs",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'UPDATE' THEN\n                        DELETE FROM programme_formerslug WHERE slug = NEW.slug AND conference_id = NEW.id;\n                        IF OLD.slug <> NEW.slug THEN\n                            INSERT INTO programme_formerslug (slug, conference_id) VALUES (OLD.slug, NEW.id);\n                        END IF;\n                    END IF;\n                    IF EXISTS (SELECT FROM programme_formerslug WHERE slug = NEW.slug) THEN\n                        RAISE EXCEPTION 'the address % leads to another conference', NEW.slug\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'conference_slug_was_of_another',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="15728154c5d24876a16df9afb2d255a2e5a43f49",
                    operation='INSERT OR UPDATE OF "slug"',
                    pgid="pgtrigger_conference_keeps_former_slugs_3d39c",
                    table="programme_conference",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_conferenceevent" ("accessibility", "contact", "contact_email", "description", "ends_on", "host_name", "id", "imprint", "is_example", "languages", "overlaps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "privacy_notice", "published_at", "published_by_id", "registration_closes_at", "registration_opens_at", "slug", "starts_on", "theme", "time_zone", "title", "venue") VALUES (NEW."accessibility", NEW."contact", NEW."contact_email", NEW."description", NEW."ends_on", NEW."host_name", NEW."id", NEW."imprint", NEW."is_example", NEW."languages", NEW."overlaps", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."privacy_notice", NEW."published_at", NEW."published_by_id", NEW."registration_closes_at", NEW."registration_opens_at", NEW."slug", NEW."starts_on", NEW."theme", NEW."time_zone", NEW."title", NEW."venue"); RETURN NULL;',
                    hash="139a5cc77267f9e4d28e8fe729f84376ca4e4973",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_50d74",
                    table="programme_conference",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."accessibility" IS DISTINCT FROM (NEW."accessibility") OR OLD."contact" IS DISTINCT FROM (NEW."contact") OR OLD."contact_email" IS DISTINCT FROM (NEW."contact_email") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."host_name" IS DISTINCT FROM (NEW."host_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."imprint" IS DISTINCT FROM (NEW."imprint") OR OLD."is_example" IS DISTINCT FROM (NEW."is_example") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."overlaps" IS DISTINCT FROM (NEW."overlaps") OR OLD."privacy_notice" IS DISTINCT FROM (NEW."privacy_notice") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."registration_closes_at" IS DISTINCT FROM (NEW."registration_closes_at") OR OLD."registration_opens_at" IS DISTINCT FROM (NEW."registration_opens_at") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."theme" IS DISTINCT FROM (NEW."theme") OR OLD."time_zone" IS DISTINCT FROM (NEW."time_zone") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."venue" IS DISTINCT FROM (NEW."venue"))',
                    func='INSERT INTO "programme_conferenceevent" ("accessibility", "contact", "contact_email", "description", "ends_on", "host_name", "id", "imprint", "is_example", "languages", "overlaps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "privacy_notice", "published_at", "published_by_id", "registration_closes_at", "registration_opens_at", "slug", "starts_on", "theme", "time_zone", "title", "venue") VALUES (NEW."accessibility", NEW."contact", NEW."contact_email", NEW."description", NEW."ends_on", NEW."host_name", NEW."id", NEW."imprint", NEW."is_example", NEW."languages", NEW."overlaps", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."privacy_notice", NEW."published_at", NEW."published_by_id", NEW."registration_closes_at", NEW."registration_opens_at", NEW."slug", NEW."starts_on", NEW."theme", NEW."time_zone", NEW."title", NEW."venue"); RETURN NULL;',
                    hash="e0471e02d12c490936739a6b90f46df6f2f8f3ea",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a0048",
                    table="programme_conference",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conference",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_conferenceevent" ("accessibility", "contact", "contact_email", "description", "ends_on", "host_name", "id", "imprint", "is_example", "languages", "overlaps", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "privacy_notice", "published_at", "published_by_id", "registration_closes_at", "registration_opens_at", "slug", "starts_on", "theme", "time_zone", "title", "venue") VALUES (OLD."accessibility", OLD."contact", OLD."contact_email", OLD."description", OLD."ends_on", OLD."host_name", OLD."id", OLD."imprint", OLD."is_example", OLD."languages", OLD."overlaps", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."privacy_notice", OLD."published_at", OLD."published_by_id", OLD."registration_closes_at", OLD."registration_opens_at", OLD."slug", OLD."starts_on", OLD."theme", OLD."time_zone", OLD."title", OLD."venue"); RETURN NULL;',
                    hash="99256e0448d46a9def8fc46280d51a3940792ce5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cf3ab",
                    table="programme_conference",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="importeditem",
            constraint=models.UniqueConstraint(
                fields=("conference", "kind", "key"),
                name="imported_item_once",
                violation_error_message="This part of the document has been imported already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importeditem",
            constraint=models.UniqueConstraint(
                fields=("kind", "object_id"),
                name="imported_object_once",
                violation_error_message="This was imported already, as another part of the document.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("conference", "name"),
                name="organisation_name_once",
                violation_error_message="This organisation is already there.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisation",
            trigger=pgtrigger.compiler.Trigger(
                name="organisation_raises_revisions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func="\n            PERFORM FROM programme_session WHERE id IN (SELECT id FROM programme_session WHERE host_id = NEW.id) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (SELECT id FROM programme_session WHERE host_id = NEW.id);\n            RETURN NULL;\n        ",
                    hash="8d1965e8d06fc83bdae6cc2237e38e6db69bdc44",
                    operation='UPDATE OF "name"',
                    pgid="pgtrigger_organisation_raises_revisions_9f3de",
                    table="programme_organisation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("conference", "name"),
                name="room_name_once",
                violation_error_message="This room is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["on_site", "online", "hybrid"])),
                name="room_kind_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="room",
            trigger=pgtrigger.compiler.Trigger(
                name="room_raises_revisions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func="\n            PERFORM FROM programme_session WHERE id IN (SELECT session_id FROM programme_slot WHERE room_id = NEW.id AND session_id IS NOT NULL) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (SELECT session_id FROM programme_slot WHERE room_id = NEW.id AND session_id IS NOT NULL);\n            RETURN NULL;\n        ",
                    hash="d4ef9ec63fd7251bf1225262a700198ff3f15db8",
                    operation='UPDATE OF "name", "kind"',
                    pgid="pgtrigger_room_raises_revisions_d0dcb",
                    table="programme_room",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["conference", "starts_at"], name="slot_conference_start"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("starts_at")), _connector="OR"),
                name="slot_ends_after_start",
                violation_error_message="The end must lie after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("starts_at__isnull", True),
                        models.Q(
                            ("starts_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("starts_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("ends_at__isnull", True),
                        models.Q(
                            ("ends_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("ends_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="slot_in_our_years",
                violation_error_message="Please give a year from 1900 to 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "break"), ("session__isnull", True)),
                    models.Q(("kind__in", ["main", "follow_up"]), ("session__isnull", False)),
                    _connector="OR",
                ),
                name="slot_break_or_session",
                violation_error_message="A break belongs to no session; every other slot belongs to one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("holds_room", True)),
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[
                    ("room", "="),
                    (
                        models.Func(
                            models.F("starts_at"),
                            django.db.models.functions.comparison.Coalesce(models.F("ends_at"), models.F("starts_at")),
                            models.Case(
                                models.When(ends_at__isnull=True, then=models.Value("[]")),
                                default=models.Value("[)"),
                                output_field=models.CharField(),
                            ),
                            function="tstzrange",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="slot_no_room_overlap",
                violation_error_message="This room is already taken at that time.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM programme_room WHERE id = NEW.room_id UNION ALL SELECT conference_id FROM programme_session WHERE id = NEW.session_id UNION ALL SELECT NEW.conference_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="3074517ea49189735396d3ffc13829a300fde6c7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_slot_same_conference_d2add",
                    table="programme_slot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_with_places_stays_follow_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id"))',
                    func="\n                    IF EXISTS (SELECT FROM programme_seats WHERE slot_id = NEW.id) THEN\n                        RAISE EXCEPTION 'a follow-up with places of its own becomes something else'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_with_places_stays_follow_up',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="09193362d1ac36eb0a523d8e22545a9dc41351f9",
                    operation='UPDATE OF "kind", "session_id"',
                    pgid="pgtrigger_slot_with_places_stays_follow_up_036a9",
                    table="programme_slot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_brings_places_of_room",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.kind = 'main' AND NEW.room_id IS NOT NULL)",
                    func="\n                    UPDATE programme_seats SET capacity = room.capacity,\n                        overbooked_by = greatest(0, taken - room.capacity)\n                    FROM programme_room room\n                    WHERE room.id = NEW.room_id AND room.capacity IS NOT NULL\n                      AND session_id = NEW.session_id AND slot_id IS NULL AND mode IN ('', 'on_site')\n                      AND programme_seats.capacity IS NULL;\n                    RETURN NULL;\n                ",
                    hash="cc9dfec59cbe52b91262afa61448048c93a386f1",
                    operation='INSERT OR UPDATE OF "room_id"',
                    pgid="pgtrigger_slot_brings_places_of_room_ba8ae",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_of_cancelled_frees_room",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    NEW.holds_room := NOT EXISTS (\n                        SELECT FROM programme_session WHERE id = NEW.session_id AND status = 'cancelled');\n                    RETURN NEW;\n                ",
                    hash="925681ff704d208578664b5a9c508b932c88edaf",
                    operation='INSERT OR UPDATE OF "session_id"',
                    pgid="pgtrigger_slot_of_cancelled_frees_room_58aa5",
                    table="programme_slot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_raises_session_revision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM FROM programme_session WHERE id IN (OLD.session_id, NEW.session_id) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (OLD.session_id, NEW.session_id);\n            RETURN NULL;\n        ",
                    hash="100863e7ae2e4fded58eed6998cf098375406d46",
                    operation='INSERT OR UPDATE OF "starts_at", "ends_at", "room_id", "title", "kind", "session_id" OR DELETE',
                    pgid="pgtrigger_slot_raises_session_revision_dbde8",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_slotevent" ("conference_id", "ends_at", "holds_room", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "session_id", "starts_at", "title") VALUES (NEW."conference_id", NEW."ends_at", NEW."holds_room", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."room_id", NEW."session_id", NEW."starts_at", NEW."title"); RETURN NULL;',
                    hash="417972d606a63415a1d49c685c341c7f350d3689",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f553b",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "programme_slotevent" ("conference_id", "ends_at", "holds_room", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "session_id", "starts_at", "title") VALUES (NEW."conference_id", NEW."ends_at", NEW."holds_room", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."room_id", NEW."session_id", NEW."starts_at", NEW."title"); RETURN NULL;',
                    hash="8e741435918b0528a7d44e5243e5918965c37883",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5461b",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_slotevent" ("conference_id", "ends_at", "holds_room", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "room_id", "session_id", "starts_at", "title") VALUES (OLD."conference_id", OLD."ends_at", OLD."holds_room", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."room_id", OLD."session_id", OLD."starts_at", OLD."title"); RETURN NULL;',
                    hash="2b6a675d0189feedade2725dbdf5ac6f68252132",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ded35",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.UniqueConstraint(
                fields=("session", "slot", "mode"),
                name="seats_one_pool_of_a_kind",
                nulls_distinct=False,
                violation_error_message="The session has places of this kind already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["", "on_site", "online"])),
                name="seats_mode_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity__isnull", True),
                    (
                        "taken__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("capacity"), "+", models.F("overbooked_by")
                        ),
                    ),
                    _connector="OR",
                ),
                name="seats_never_oversold",
                violation_error_message="There are no more places than the session has.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__isnull", False), ("overbooked_by", 0), _connector="OR"),
                name="seats_overbooked_needs_capacity",
                violation_error_message="Only what has a number of places can be overbooked.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kept_back", 0),
                    models.Q(("capacity__isnull", False), ("kept_back__lte", models.F("capacity"))),
                    _connector="OR",
                ),
                name="seats_kept_back_are_some_of_them",
                violation_error_message="There are fewer places than you want to keep back.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seats",
            constraint=models.CheckConstraint(
                condition=models.Q(("paused_at__isnull", False), ("paused_by__isnull", True), _connector="OR"),
                name="seats_paused_by_with_at",
                violation_error_message="Who stopped the waiting list is stored only together with when.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seats",
            trigger=pgtrigger.compiler.Trigger(
                name="seats_of_own_follow_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.slot_id IS NOT NULL)",
                    func="\n                    IF NOT EXISTS (SELECT FROM programme_slot\n                                   WHERE id = NEW.slot_id AND session_id = NEW.session_id AND kind = 'follow_up') THEN\n                        RAISE EXCEPTION 'places of a slot that is no follow-up of their session'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_of_own_follow_up',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="228ac8be7530dc3f07d790ac4f9692585bd8a922",
                    operation='INSERT OR UPDATE OF "session_id", "slot_id"',
                    pgid="pgtrigger_seats_of_own_follow_up_3e950",
                    table="programme_seats",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("email", ""),
                    _connector="OR",
                ),
                name="speaker_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="speaker_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM programme_organisation WHERE id = NEW.organisation_id UNION ALL SELECT NEW.conference_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'speaker_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="6ae59611eb3da430f189507577388705eec0471e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_speaker_same_conference_346c4",
                    table="programme_speaker",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="speaker_raises_revisions",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."degree" IS DISTINCT FROM (NEW."degree") OR OLD."name" IS DISTINCT FROM (NEW."name"))',
                    func="\n            PERFORM FROM programme_session WHERE id IN (SELECT session_id FROM programme_appearance\n                   WHERE speaker_id = NEW.id AND status IN ('requested', 'confirmed')) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (SELECT session_id FROM programme_appearance\n                   WHERE speaker_id = NEW.id AND status IN ('requested', 'confirmed'));\n            RETURN NULL;\n        ",
                    hash="81548b6547a1abe2483940519389fca0ff307297",
                    operation='UPDATE OF "degree", "name"',
                    pgid="pgtrigger_speaker_raises_revisions_ae2f4",
                    table="programme_speaker",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="speaker_leaves_nothing_behind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM mail_message WHERE facts -> 'speaker' = to_jsonb(OLD.id); DELETE FROM programme_importeditem WHERE kind = 'speaker' AND object_id = OLD.id; DELETE FROM programme_importeditem WHERE kind = 'appearance' AND \"values\" ? 'speaker'\n                   AND object_id IN (SELECT pgh_obj_id FROM programme_appearanceevent WHERE speaker_id = OLD.id); DELETE FROM programme_speakerevent WHERE pgh_obj_id = OLD.id; RETURN NULL;",
                    hash="78042351976007338db5407ae7cd49b424726939",
                    operation="DELETE",
                    pgid="pgtrigger_speaker_leaves_nothing_behind_d56ef",
                    table="programme_speaker",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_speakerevent" ("biography", "code", "conference_id", "degree", "family_name", "id", "language", "link_version", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "website") VALUES (NEW."biography", NEW."code", NEW."conference_id", NEW."degree", NEW."family_name", NEW."id", NEW."language", NEW."link_version", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."website"); RETURN NULL;',
                    hash="3c27d5621e09477e1297abaabde8557e9ee959a3",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a778f",
                    table="programme_speaker",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."biography" IS DISTINCT FROM (NEW."biography") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."conference_id" IS DISTINCT FROM (NEW."conference_id") OR OLD."degree" IS DISTINCT FROM (NEW."degree") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."link_version" IS DISTINCT FROM (NEW."link_version") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    func='INSERT INTO "programme_speakerevent" ("biography", "code", "conference_id", "degree", "family_name", "id", "language", "link_version", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "website") VALUES (NEW."biography", NEW."code", NEW."conference_id", NEW."degree", NEW."family_name", NEW."id", NEW."language", NEW."link_version", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."website"); RETURN NULL;',
                    hash="f247c8b3853225e047ee3990292839c88a9caf1c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e8b56",
                    table="programme_speaker",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                fields=("session", "speaker", "role"),
                name="appearance_once",
                violation_error_message="This person already has this role in the session.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer_by__isnull", True),
                    models.Q(
                        ("answer_by__gte", datetime.date(1900, 1, 1)), ("answer_by__lt", datetime.date(2200, 1, 1))
                    ),
                    _connector="OR",
                ),
                name="appearance_in_our_years",
                violation_error_message="Please give a year from 1900 to 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["requested", "confirmed", "declined", "withdrawn"])),
                name="appearance_status_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["speaker", "moderation", "panel", "interpreter"])),
                name="appearance_role_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="appearance_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM programme_session WHERE id = NEW.session_id UNION ALL SELECT conference_id FROM programme_speaker WHERE id = NEW.speaker_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="3be94769ed46aacf7dc4a96b7ec1b21c8bd163e0",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_appearance_same_conference_0237c",
                    table="programme_appearance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="appearance_raises_session_revision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            PERFORM FROM programme_session WHERE id IN (OLD.session_id, NEW.session_id) ORDER BY id FOR NO KEY UPDATE;\n            UPDATE programme_session SET revision = revision + 1, changed_at = clock_timestamp()\n            WHERE id IN (OLD.session_id, NEW.session_id);\n            RETURN NULL;\n        ",
                    hash="4244973d427dc4c9cfde1641ede406a1cfe6232a",
                    operation='INSERT OR UPDATE OF "status", "speaker_id" OR DELETE',
                    pgid="pgtrigger_appearance_raises_session_revision_6483f",
                    table="programme_appearance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_appearanceevent" ("answer_by", "asked_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "session_id", "speaker_id", "status", "status_at", "status_by_id") VALUES (NEW."answer_by", NEW."asked_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."role", NEW."session_id", NEW."speaker_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="596054ae13d9517d101daf9a871ec8ce6212c49c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_303a4",
                    table="programme_appearance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."answer_by" IS DISTINCT FROM (NEW."answer_by") OR OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."speaker_id" IS DISTINCT FROM (NEW."speaker_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_at" IS DISTINCT FROM (NEW."status_at") OR OLD."status_by_id" IS DISTINCT FROM (NEW."status_by_id"))',
                    func='INSERT INTO "programme_appearanceevent" ("answer_by", "asked_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "session_id", "speaker_id", "status", "status_at", "status_by_id") VALUES (NEW."answer_by", NEW."asked_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."role", NEW."session_id", NEW."speaker_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="804ac40ac687e03d0e68f530434e2b83d21706c6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0fc57",
                    table="programme_appearance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appearance",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_appearanceevent" ("answer_by", "asked_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "role", "session_id", "speaker_id", "status", "status_at", "status_by_id") VALUES (OLD."answer_by", OLD."asked_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."role", OLD."session_id", OLD."speaker_id", OLD."status", OLD."status_at", OLD."status_by_id"); RETURN NULL;',
                    hash="ca03ca5bffee3dcb8794dd91c144fe49515673c8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_4596f",
                    table="programme_appearance",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="track",
            constraint=models.UniqueConstraint(
                fields=("conference", "name"),
                name="track_name_once",
                violation_error_message="This track is already there.",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["conference", "status"], name="session_conference_status"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "requested", "confirmed", "cancelled"])),
                name="session_status_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("registration_closes_at__isnull", True),
                    ("registration_opens_at__isnull", True),
                    ("registration_closes_at__gt", models.F("registration_opens_at")),
                    _connector="OR",
                ),
                name="session_registration_closes_after_opening",
                violation_error_message="Registration must close after it has opened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("registration_opens_at__isnull", True),
                        models.Q(
                            ("registration_opens_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("registration_opens_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("registration_closes_at__isnull", True),
                        models.Q(
                            ("registration_closes_at__gte", datetime.datetime(1899, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                            ("registration_closes_at__lt", datetime.datetime(2200, 1, 2, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        _connector="OR",
                    ),
                ),
                name="session_in_our_years",
                violation_error_message="Please give a year from 1900 to 2199.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Regex(
                        django.db.models.functions.comparison.Cast("email_domains", models.TextField()),
                        "^\\{([a-z0-9-]+(\\.[a-z0-9-]+)*(,[a-z0-9-]+(\\.[a-z0-9-]+)*)*)?\\}$",
                    )
                ),
                name="session_email_domains_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM programme_organisation WHERE id = NEW.host_id UNION ALL SELECT conference_id FROM programme_track WHERE id = NEW.track_id UNION ALL SELECT NEW.conference_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'session_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="249fdbfc991b187aff6417c089295c6d7e5f3b1e",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_session_same_conference_1bc04",
                    table="programme_session",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_has_seats",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO programme_seats (session_id) VALUES (NEW.id); RETURN NEW;",
                    hash="b44ddd2da07365ea50eb64501200a6377bdbc5f5",
                    operation="INSERT",
                    pgid="pgtrigger_session_has_seats_30bfa",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_remembers_announcement",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.status <> 'cancelled' THEN NEW.was_announced := NEW.status <> 'draft';\n                    ELSIF TG_OP = 'INSERT' THEN NEW.was_announced := true;\n                    ELSE NEW.was_announced := OLD.was_announced;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="ce514f4c36ec40f8d36987455cc17cff5d8c7887",
                    operation='INSERT OR UPDATE OF "status", "was_announced"',
                    pgid="pgtrigger_session_remembers_announcement_b47c9",
                    table="programme_session",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_cancelled_frees_room",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.status IS DISTINCT FROM NEW.status)",
                    func="\n                    UPDATE programme_slot SET holds_room = (NEW.status <> 'cancelled')\n                    WHERE session_id = NEW.id AND holds_room <> (NEW.status <> 'cancelled');\n                    RETURN NEW;\n                ",
                    hash="b82d266fccdb538fd23723b31303c7f233d7790b",
                    operation='UPDATE OF "status"',
                    pgid="pgtrigger_session_cancelled_frees_room_11248",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_raises_revision",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."abstract" IS DISTINCT FROM (NEW."abstract") OR OLD."host_id" IS DISTINCT FROM (NEW."host_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func="NEW.revision := OLD.revision + 1; NEW.changed_at := clock_timestamp(); RETURN NEW;",
                    hash="eb0c8e5bbf0eb6856f246b28f6e3dafca6a1ba27",
                    operation='UPDATE OF "title", "abstract", "status", "host_id"',
                    pgid="pgtrigger_session_raises_revision_8f556",
                    table="programme_session",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_sessionevent" ("abstract", "access_code", "changed_at", "code", "conference_id", "email_domains", "format", "host_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_closes_at", "registration_opens_at", "revision", "status", "status_at", "status_by_id", "title", "track_id") VALUES (NEW."abstract", NEW."access_code", NEW."changed_at", NEW."code", NEW."conference_id", NEW."email_domains", NEW."format", NEW."host_id", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."registration_closes_at", NEW."registration_opens_at", NEW."revision", NEW."status", NEW."status_at", NEW."status_by_id", NEW."title", NEW."track_id"); RETURN NULL;',
                    hash="575eacc77748695a1d1428a840a623a60c5568ee",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e62c3",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."abstract" IS DISTINCT FROM (NEW."abstract") OR OLD."access_code" IS DISTINCT FROM (NEW."access_code") OR OLD."changed_at" IS DISTINCT FROM (NEW."changed_at") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."conference_id" IS DISTINCT FROM (NEW."conference_id") OR OLD."email_domains" IS DISTINCT FROM (NEW."email_domains") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."host_id" IS DISTINCT FROM (NEW."host_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."registration_closes_at" IS DISTINCT FROM (NEW."registration_closes_at") OR OLD."registration_opens_at" IS DISTINCT FROM (NEW."registration_opens_at") OR OLD."revision" IS DISTINCT FROM (NEW."revision") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_at" IS DISTINCT FROM (NEW."status_at") OR OLD."status_by_id" IS DISTINCT FROM (NEW."status_by_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."track_id" IS DISTINCT FROM (NEW."track_id"))',
                    func='INSERT INTO "programme_sessionevent" ("abstract", "access_code", "changed_at", "code", "conference_id", "email_domains", "format", "host_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_closes_at", "registration_opens_at", "revision", "status", "status_at", "status_by_id", "title", "track_id") VALUES (NEW."abstract", NEW."access_code", NEW."changed_at", NEW."code", NEW."conference_id", NEW."email_domains", NEW."format", NEW."host_id", NEW."id", NEW."language", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_closes_at", NEW."registration_opens_at", NEW."revision", NEW."status", NEW."status_at", NEW."status_by_id", NEW."title", NEW."track_id"); RETURN NULL;',
                    hash="df7af8fc59212d648c01e26f013c96d6bf94c1ae",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_013ea",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "programme_sessionevent" ("abstract", "access_code", "changed_at", "code", "conference_id", "email_domains", "format", "host_id", "id", "language", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_closes_at", "registration_opens_at", "revision", "status", "status_at", "status_by_id", "title", "track_id") VALUES (OLD."abstract", OLD."access_code", OLD."changed_at", OLD."code", OLD."conference_id", OLD."email_domains", OLD."format", OLD."host_id", OLD."id", OLD."language", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."registration_closes_at", OLD."registration_opens_at", OLD."revision", OLD."status", OLD."status_at", OLD."status_by_id", OLD."title", OLD."track_id"); RETURN NULL;',
                    hash="ba63f93d33bb8ea149a222932695ca3c7484f566",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9165c",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
    ]
