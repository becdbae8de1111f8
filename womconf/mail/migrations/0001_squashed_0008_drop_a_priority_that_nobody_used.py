import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import womconf.addresses
import womconf.mail.models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("mail", "0001_initial"),
        ("mail", "0002_write_mails_from_facts"),
        ("mail", "0003_mail_leaves_from_home"),
        ("mail", "0004_keep_addresses_in_one_spelling"),
        ("mail", "0005_take_files_along"),
        ("mail", "0006_name_the_sender"),
        ("mail", "0007_say_what_stands_in_the_way"),
        ("mail", "0008_drop_a_priority_that_nobody_used"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="started"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "is_after_restore",
                    models.BooleanField(db_default=False, default=False, verbose_name="after restoring a backup"),
                ),
            ],
            options={
                "verbose_name": "pause of all e-mail",
                "verbose_name_plural": "pauses of all e-mail",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("identity", models.CharField(max_length=100, verbose_name="identity")),
            ],
            options={
                "verbose_name": "home of all e-mail",
                "verbose_name_plural": "home of all e-mail",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="home_only_one",
                        violation_error_message="There is only one home of all e-mail.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="Names the occasion; the same occasion makes no second e-mail.",
                        max_length=200,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("to", womconf.addresses.AddressField(max_length=254, verbose_name="to")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "sender",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Name beside our address.",
                        max_length=250,
                        verbose_name="sender",
                    ),
                ),
                ("reply_to", womconf.addresses.AddressField(blank=True, max_length=254, verbose_name="answers to")),
                ("facts", models.JSONField(blank=True, default=dict, editable=False)),
                ("subject", models.CharField(blank=True, max_length=250, verbose_name="subject")),
                ("text", models.TextField(blank=True, help_text="Empty: not written yet.", verbose_name="text")),
                ("html", models.TextField(blank=True, verbose_name="HTML")),
                ("links", models.JSONField(default=list, verbose_name="personal links")),
                ("attachments", models.JSONField(default=list, verbose_name="attachments")),
                (
                    "message_id",
                    models.CharField(
                        default=womconf.mail.models.new_message_id,
                        max_length=200,
                        unique=True,
                        verbose_name="Message-ID",
                    ),
                ),
                (
                    "priority",
                    models.SmallIntegerField(
                        choices=[(0, "normal"), (10, "confirmation")], default=0, verbose_name="priority"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                            ("held", "held"),
                        ],
                        db_default="queued",
                        default="queued",
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
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="written"
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="not before"
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="attempts")),
                ("lease", models.UUIDField(blank=True, editable=False, null=True)),
                ("leased_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("last_error", models.CharField(blank=True, max_length=250, verbose_name="last error")),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        django.db.models.fields.json.KeyTransform("attendee", "facts"), name="message_of_attendee"
                    ),
                    models.Index(
                        django.db.models.fields.json.KeyTransform("speaker", "facts"), name="message_of_speaker"
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "sending"])),
                        fields=["not_before"],
                        name="message_still_to_send",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["queued", "sending", "sent", "failed", "cancelled", "held"])
                        ),
                        name="message_status_known",
                        violation_error_message="Please choose one of the values that are offered.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lease__isnull", False), ("leased_until__isnull", False), ("status", "sending")),
                            models.Q(
                                models.Q(("status", "sending"), _negated=True),
                                ("lease__isnull", True),
                                ("leased_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="message_leased_while_sending",
                        violation_error_message="An e-mail is reserved for a worker only while it is being sent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True), ("attempts__gte", 1), _connector="OR"
                        ),
                        name="message_sent_after_an_attempt",
                        violation_error_message="An e-mail is sent only after an attempt to send it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_failed_for_a_reason",
                        violation_error_message="An e-mail that was given up needs the reason.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sent"), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="message_sent_in_words",
                        violation_error_message="An e-mail that was sent needs its text.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$")),
                        name="message_to_canonical",
                        violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reply_to__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$"),
                            ("reply_to", ""),
                            _connector="OR",
                        ),
                        name="message_reply_to_canonical",
                        violation_error_message="This is not spelled as mail servers spell it. Please type it again.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="message_held_while_all_is",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.status = 'queued')",
                    func="\n                    IF EXISTS (SELECT FROM mail_pause WHERE ended_at IS NULL) THEN\n                        NEW.status := 'held';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="3f03edcea1df9d45c60ed22ca28b8ff4de37f057",
                    operation="INSERT",
                    pgid="pgtrigger_message_held_while_all_is_9a163",
                    table="mail_message",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="message",
            trigger=pgtrigger.compiler.Trigger(
                name="message_takes_its_files_along",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    PERFORM procrastinate_defer_jobs_v1(array_agg((\n                        'default', 'womconf.mail.tasks.delete_files', 0, NULL, NULL,\n                        jsonb_build_object('message_ids', message_ids), at)::procrastinate_job_to_defer_v1))\n                    FROM (\n                        SELECT jsonb_agg(message_id) AS message_ids, NULL::timestamptz AS at FROM gone\n                        UNION ALL\n                        SELECT jsonb_agg(message_id), max(leased_until) FROM gone WHERE status = 'sending'\n                    ) jobs WHERE message_ids IS NOT NULL HAVING count(*) > 0;\n                    RETURN NULL;\n                ",
                    hash="47c47f1e33d3d0fd274d7a1a3eb8ba8891446403",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_message_takes_its_files_along_1e64f",
                    referencing="REFERENCING OLD TABLE AS gone ",
                    table="mail_message",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="started_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="started by",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(("ended_at__isnull", True)),
                name="pause_one_at_a_time",
                violation_error_message="All e-mail is stopped already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", False), ("ended_by__isnull", True), _connector="OR"),
                name="pause_ended_by_with_at",
                violation_error_message="Who let e-mail go on is stored only together with when.",
            ),
        ),
    ]
