import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import programme.codes
import programme.fields
import programme.languages
import programme.letters
import programme.validators
import womconf.addresses

# An answer is of the kind of its question for ever, and its option is one of that question: without a trigger, and even
# where somebody answers at the moment at which the question changes.
OF_THE_SAME_KIND = """
ALTER TABLE registration_answer ADD CONSTRAINT answer_of_the_kind_of_its_question
    FOREIGN KEY (question_id, kind) REFERENCES registration_question (id, kind);
ALTER TABLE registration_answer ADD CONSTRAINT answer_is_an_option_of_its_question
    FOREIGN KEY (option_id, question_id) REFERENCES registration_option (id, question_id);
"""
OF_ANY_KIND = """
ALTER TABLE registration_answer DROP CONSTRAINT answer_of_the_kind_of_its_question;
ALTER TABLE registration_answer DROP CONSTRAINT answer_is_an_option_of_its_question;
"""

# The same as programme.schedule_checks.overlap: where one ends the other may start, an open end is a moment, and a
# follow-up with places of its own is for those who took one.
COLLIDES = """
CREATE FUNCTION registration_collides(registration bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registration_registration mine
        JOIN registration_registration other ON other.attendee_id = mine.attendee_id
            AND other.session_id <> mine.session_id AND other.status = 'confirmed'
        JOIN programme_slot a ON a.session_id = mine.session_id AND (a.id = mine.slot_id
            OR mine.slot_id IS NULL AND NOT EXISTS (SELECT FROM programme_seats WHERE slot_id = a.id))
        JOIN programme_slot b ON b.session_id = other.session_id AND (b.id = other.slot_id
            OR other.slot_id IS NULL AND NOT EXISTS (SELECT FROM programme_seats WHERE slot_id = b.id))
        WHERE mine.id = registration
          AND a.starts_at < coalesce(b.ends_at, b.starts_at + interval '1 microsecond')
          AND b.starts_at < coalesce(a.ends_at, a.starts_at + interval '1 microsecond')
    )
$$;
"""


def make_role(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="access needs")


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("registration", "0001_initial"),
        ("registration", "0002_take_places_in_pools"),
        ("registration", "0003_keep_conferences_that_people_registered_for"),
        ("registration", "0004_know_who_has_two_sessions_at_once"),
        ("registration", "0005_people_without_an_address"),
        ("registration", "0006_note_access_needs"),
        ("registration", "0007_name_who_reads_access_needs"),
        ("registration", "0008_let_people_change_their_address"),
        ("registration", "0009_ask_own_questions"),
        ("registration", "0010_count_the_steps_of_a_registration"),
        ("registration", "0011_answers_later"),
        ("registration", "0012_keep_the_words_of_each_form"),
        ("registration", "0013_keep_addresses_in_one_spelling"),
        ("registration", "0014_let_people_leave_nothing_behind"),
        ("registration", "0015_limit_what_one_network_holds"),
        ("registration", "0016_fold_names_for_searches"),
        ("registration", "0017_say_what_stands_in_the_way"),
        ("registration", "0018_name_states_plainly"),
    ]

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("programme", "0001_squashed_0020_name_states_plainly"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE registration_position", "DROP SEQUENCE registration_position"),
        migrations.CreateModel(
            name="AttendeeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attendee_id", models.BigIntegerField(db_index=True)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), verbose_name="changed fields"
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="changed"),
                ),
            ],
            options={
                "verbose_name": "change of an attendee",
                "verbose_name_plural": "changes of attendees",
            },
        ),
        migrations.CreateModel(
            name="Attendee",
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
                        max_length=120, validators=[programme.validators.validate_single_line], verbose_name="name"
                    ),
                ),
                (
                    "email",
                    womconf.addresses.AddressField(
                        blank=True,
                        help_text="Empty: somebody without one, whom organisers have entered.",
                        max_length=254,
                        verbose_name="e-mail address",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="organisation",
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
                    "email_confirmed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="address confirmed"),
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
                    "feed_version",
                    models.PositiveIntegerField(
                        db_default=1,
                        default=1,
                        editable=False,
                        help_text="Raised to revoke the addresses of their calendar.",
                    ),
                ),
                (
                    "new_email",
                    womconf.addresses.AddressField(
                        blank=True,
                        editable=False,
                        help_text="Wished for, not yet confirmed.",
                        max_length=254,
                        verbose_name="new e-mail address",
                    ),
                ),
                (
                    "new_email_asked_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="new e-mail address since"
                    ),
                ),
                (
                    "address_version",
                    models.PositiveIntegerField(
                        db_default=1,
                        default=1,
                        editable=False,
                        help_text="Raised to revoke links that confirm a new address.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "folded_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=programme.letters.Folded("name"),
                        output_field=programme.letters.FoldedField(),
                    ),
                ),
                (
                    "folded_organisation",
                    models.GeneratedField(
                        db_persist=True,
                        expression=programme.letters.Folded("organisation"),
                        output_field=programme.letters.FoldedField(),
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="attendees",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendee",
                "verbose_name_plural": "attendees",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", programme.fields.TranslatedCharField(text_max_length=300, verbose_name="question")),
                (
                    "help_text",
                    programme.fields.TranslatedCharField(blank=True, text_max_length=500, verbose_name="explanation"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("choice", "choice of one"),
                            ("yes_no", "yes or no"),
                            ("number", "number"),
                        ],
                        default="text",
                        help_text="Cannot be changed any more once somebody has answered.",
                        max_length=10,
                        verbose_name="kind of answer",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=False,
                        help_text="Ask for as little as possible: every answer is kept.",
                        verbose_name="has to be answered",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="programme.conference",
                        verbose_name="conference",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only those are asked who choose this session. Empty: everybody.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", programme.fields.TranslatedCharField(text_max_length=200, verbose_name="answer")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="options",
                        to="registration.question",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "possible answer",
                "verbose_name_plural": "possible answers",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "not yet confirmed"),
                            ("confirmed", "registered"),
                            ("waiting", "on the waiting list"),
                            ("cancelled", "cancelled"),
                            ("expired", "expired"),
                        ],
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
                    "held_until",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="place held until"),
                ),
                ("held_for", models.CharField(blank=True, db_default="", default="", editable=False, max_length=64)),
                (
                    "position",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("registration_position"),
                            function="nextval",
                            output_field=models.BigIntegerField(),
                        ),
                        editable=False,
                        help_text="Rises with every form that is sent, never with the clock; decides who is first.",
                        verbose_name="order",
                    ),
                ),
                ("revision", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="registered"
                    ),
                ),
                (
                    "attendee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="registration.attendee",
                        verbose_name="attendee",
                    ),
                ),
                (
                    "seats",
                    models.ForeignKey(
                        help_text="Says which session it is, and which follow-up of it; the database copies both from here.",
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="registrations",
                        to="programme.seats",
                        verbose_name="places",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="registrations",
                        to="programme.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="registrations",
                        to="programme.slot",
                        verbose_name="follow-up",
                    ),
                ),
                (
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Empty: the attendee, or the program itself.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status set by",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="RegistrationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "not yet confirmed"),
                            ("confirmed", "registered"),
                            ("waiting", "on the waiting list"),
                            ("cancelled", "cancelled"),
                            ("expired", "expired"),
                        ],
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
                    "position",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("registration_position"),
                            function="nextval",
                            output_field=models.BigIntegerField(),
                        ),
                        editable=False,
                        help_text="Rises with every form that is sent, never with the clock; decides who is first.",
                        verbose_name="order",
                    ),
                ),
                (
                    "attendee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="registration.attendee",
                        verbose_name="attendee",
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
                        to="registration.registration",
                    ),
                ),
                (
                    "seats",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Says which session it is, and which follow-up of it; the database copies both from here.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="programme.seats",
                        verbose_name="places",
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
                    "status_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        help_text="Empty: the attendee, or the program itself.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="status set by",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.UUIDField(
                        help_text="Made of the one-time key of the page and of what was typed into it.",
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="name",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[programme.validators.validate_single_line],
                        verbose_name="organisation",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=programme.languages.interface_languages,
                        max_length=10,
                        verbose_name="language of e-mails",
                    ),
                ),
                (
                    "asked_for",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        help_text="Seats by their ids, also those for which an earlier form of this person had asked already.",
                        verbose_name="places asked for",
                    ),
                ),
                (
                    "privacy_version",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the text that was shown; empty: answers that were added later.",
                        max_length=64,
                        verbose_name="version of the privacy notice",
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="sent"),
                ),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="address confirmed")),
                (
                    "attendee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="submissions",
                        to="registration.attendee",
                        verbose_name="attendee",
                    ),
                ),
            ],
            options={
                "verbose_name": "submitted form",
                "verbose_name_plural": "submitted forms",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="registration",
            name="submission",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="registrations",
                to="registration.submission",
                verbose_name="submitted form",
            ),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("choice", "choice of one"),
                            ("yes_no", "yes or no"),
                            ("number", "number"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="kind of answer",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="A number with a point, “yes”, or “no”.",
                        max_length=2000,
                        verbose_name="answer",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="answers",
                        to="registration.option",
                        verbose_name="possible answer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="registration.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="registration.submission",
                        verbose_name="submitted form",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AccessNeeds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=1000, verbose_name="needs")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="written"),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_needs",
                        to="registration.submission",
                        verbose_name="submitted form",
                    ),
                ),
            ],
            options={
                "verbose_name": "access needs",
                "verbose_name_plural": "access needs",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True),
                fields=("conference", "email"),
                name="attendee_email_once",
                violation_error_message="Somebody with this e-mail address is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("email", ""),
                    _connector="OR",
                ),
                name="attendee_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("new_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                    ("new_email", ""),
                    _connector="OR",
                ),
                name="attendee_new_email_canonical",
                violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("new_email", ""), ("new_email_asked_at__isnull", True)),
                    models.Q(models.Q(("new_email", ""), _negated=True), ("new_email_asked_at__isnull", False)),
                    _connector="OR",
                ),
                name="attendee_new_email_with_at",
                violation_error_message="A new e-mail address is stored only together with when it was asked for.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendee",
            trigger=pgtrigger.compiler.Trigger(
                name="attendee_log_changed_fields",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="\n    INSERT INTO registration_attendeechange (attendee_id, fields, changed_at)\n    SELECT NEW.id, array_agg(key ORDER BY key), now()\n    FROM jsonb_each_text(to_jsonb(NEW)) AS later JOIN jsonb_each_text(to_jsonb(OLD)) AS earlier USING (key)\n    WHERE later.value IS DISTINCT FROM earlier.value AND NOT starts_with(key, 'folded_')\n    HAVING count(*) > 0;\n    RETURN NEW;\n",
                    hash="6828dbdb89ee80ad5f538fb39152bcc4cc17aaef",
                    operation="UPDATE",
                    pgid="pgtrigger_attendee_log_changed_fields_70282",
                    table="registration_attendee",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendee",
            trigger=pgtrigger.compiler.Trigger(
                name="attendee_leaves_nothing_behind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM mail_message WHERE facts -> 'attendee' = to_jsonb(OLD.id); DELETE FROM registration_attendeechange WHERE attendee_id = OLD.id; RETURN NULL;",
                    hash="3b34f1bd1d844a60d805545d9bc56ede11c0f95a",
                    operation="DELETE",
                    pgid="pgtrigger_attendee_leaves_nothing_behind_a0816",
                    table="registration_attendee",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["text", "choice", "yes_no", "number"])),
                name="question_kind_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("id", "kind"),
                name="question_with_its_kind",
                violation_error_message="This question is already there.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="question",
            trigger=pgtrigger.compiler.Trigger(
                name="question_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM programme_session WHERE id = NEW.session_id UNION ALL SELECT NEW.conference_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'question_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="29cea9459be867b48d6cda2ba74f66893769dd1b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_question_same_conference_cd119",
                    table="registration_question",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                fields=("id", "question"),
                name="option_with_its_question",
                violation_error_message="This possible answer is already there.",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["seats", "status", "position"], name="registration_queue"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("status", "pending")), fields=["held_until"], name="registration_held"
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("held_for", ""), _negated=True), fields=["held_for"], name="registration_held_for"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["pending", "confirmed", "waiting"])),
                fields=("attendee", "session", "slot"),
                name="registration_one_per_person",
                nulls_distinct=False,
                violation_error_message="This person is already registered for this session.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["pending", "confirmed", "waiting", "cancelled", "expired"])),
                name="registration_status_known",
                violation_error_message="Please choose one of the values that are offered.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_until__isnull", False), ("status", "pending")),
                    models.Q(models.Q(("status", "pending"), _negated=True), ("held_until__isnull", True)),
                    _connector="OR",
                ),
                name="registration_only_pending_is_held",
                violation_error_message="A place is held for some time only until its form is confirmed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "pending"), ("held_for", ""), _connector="OR"),
                name="registration_network_only_while_held",
                violation_error_message="Where a form came from is stored only until it is confirmed.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_a_session_of_its_seats",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    SELECT session_id, slot_id INTO NEW.session_id, NEW.slot_id\n                    FROM programme_seats WHERE id = NEW.seats_id;\n                    RETURN NEW;\n                ",
                    hash="82623a0cb30bdbcfe919bbc9aa90ccba10890747",
                    operation='INSERT OR UPDATE OF "seats_id", "session_id", "slot_id"',
                    pgid="pgtrigger_registration_a_session_of_its_seats_e85e5",
                    table="registration_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n            IF (SELECT count(DISTINCT conference_id) FROM (SELECT conference_id FROM registration_attendee WHERE id = NEW.attendee_id UNION ALL SELECT conference_id FROM programme_session WHERE id = NEW.session_id) AS found) > 1 THEN\n                RAISE EXCEPTION 'a row of % points into two conferences', TG_TABLE_NAME\n                    USING ERRCODE = 'check_violation', CONSTRAINT = 'registration_same_conference', TABLE = TG_TABLE_NAME;\n            END IF;\n            RETURN NEW;\n        ",
                    hash="85aa18d98592020ec0d6c20c75934d69c00dbab8",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_registration_same_conference_723cd",
                    table="registration_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_legal_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE _is_valid_transition BOOLEAN;",
                    func='SELECT CONCAT(OLD."status", \':\', NEW."status") = ANY(\'{pending:confirmed,pending:waiting,pending:cancelled,pending:expired,waiting:confirmed,waiting:cancelled,waiting:expired,confirmed:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."status" IS DISTINCT FROM NEW."status") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "status" from "%" to "%" on table %\', OLD."status", NEW."status", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                    hash="f664a24b64776d27e8baadf4257ffaedd71f264b",
                    operation="UPDATE",
                    pgid="pgtrigger_registration_legal_steps_4d6bc",
                    table="registration_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_counts_its_steps",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    NEW.revision := OLD.revision + (NEW.status IS DISTINCT FROM OLD.status)::int;\n                    RETURN NEW;\n                ",
                    hash="06a3e668eceb985e8b1b227b50792d8d775f615f",
                    operation="UPDATE",
                    pgid="pgtrigger_registration_counts_its_steps_7fa78",
                    table="registration_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_counts_seats",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP <> 'INSERT' AND OLD.status IN ('pending', 'confirmed')\n                       AND NOT (TG_OP = 'UPDATE' AND NEW.seats_id = OLD.seats_id\n                                AND NEW.status IN ('pending', 'confirmed')) THEN\n                        UPDATE programme_seats SET taken = taken - 1,\n                            overbooked_by = least(overbooked_by, greatest(0, taken - 1 - capacity))\n                        WHERE id = OLD.seats_id;\n                    END IF;\n                    IF TG_OP <> 'DELETE' AND NEW.status IN ('pending', 'confirmed')\n                       AND NOT (TG_OP = 'UPDATE' AND NEW.seats_id = OLD.seats_id\n                                AND OLD.status IN ('pending', 'confirmed')) THEN\n                        UPDATE programme_seats SET taken = taken + 1 WHERE id = NEW.seats_id;\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="11ef6759c2a271d3a857772f556dad3ff456b0d1",
                    operation='INSERT OR DELETE OR UPDATE OF "status", "seats_id"',
                    pgid="pgtrigger_registration_counts_seats_07fef",
                    table="registration_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats_id", "session_id", "status", "status_at", "status_by_id") VALUES (NEW."attendee_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."seats_id", NEW."session_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="d0700774f88c9ef07bb0d993a6cf3a994e2df755",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_78ec4",
                    table="registration_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."attendee_id" IS DISTINCT FROM (NEW."attendee_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."seats_id" IS DISTINCT FROM (NEW."seats_id") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_at" IS DISTINCT FROM (NEW."status_at") OR OLD."status_by_id" IS DISTINCT FROM (NEW."status_by_id"))',
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats_id", "session_id", "status", "status_at", "status_by_id") VALUES (NEW."attendee_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."seats_id", NEW."session_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="6cf6d0ed3ed10104d5630ab0d534b74c171dd024",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_30be4",
                    table="registration_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "seats_id", "session_id", "status", "status_at", "status_by_id") VALUES (OLD."attendee_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."seats_id", OLD."session_id", OLD."status", OLD."status_at", OLD."status_by_id"); RETURN NULL;',
                    hash="34272fb0e639b667fb8c04b9fce72b9b4dc63c6a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2dd9f",
                    table="registration_registration",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("submission", "question"),
                name="answer_once_in_a_form",
                violation_error_message="This form answers the question already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "choice"), ("option__isnull", False), ("text", "")),
                    models.Q(("kind", "text"), ("option__isnull", True), ("text__gt", "")),
                    models.Q(("kind", "yes_no"), ("option__isnull", True), ("text__in", ["yes", "no"])),
                    models.Q(
                        ("kind", "number"), ("option__isnull", True), ("text__regex", "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$")
                    ),
                    _connector="OR",
                ),
                name="answer_fits_its_kind",
                violation_error_message="This is no answer to a question of this kind.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="answer",
            trigger=pgtrigger.compiler.Trigger(
                name="answer_same_conference",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM registration_submission form\n                        JOIN registration_attendee attendee ON attendee.id = form.attendee_id\n                        JOIN registration_question question ON question.conference_id = attendee.conference_id\n                        WHERE form.id = NEW.submission_id AND question.id = NEW.question_id\n                    ) THEN\n                        RAISE EXCEPTION 'an answer to a question of another conference'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'answer_same_conference',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="31797837e625c33ce883a6e4c0f8a822ced99b5b",
                    operation='INSERT OR UPDATE OF "submission_id", "question_id"',
                    pgid="pgtrigger_answer_same_conference_1bf80",
                    table="registration_answer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(OF_THE_SAME_KIND, OF_ANY_KIND),
        migrations.RunSQL(COLLIDES, "DROP FUNCTION registration_collides(bigint)"),
        migrations.RunPython(make_role, migrations.RunPython.noop),
    ]
