import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The same as programme.schedule_checks.overlap: where one ends the other may start, an open end is a moment, and a
# follow-up with places of its own is for those who took one.
COLLIDES = """
SET LOCAL check_function_bodies = off;  -- on the way back the table has its former name only afterwards
CREATE OR REPLACE FUNCTION registration_collides(registration bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM registration_registration mine
        JOIN registration_registration other ON other.attendee_id = mine.attendee_id
            AND other.session_id <> mine.session_id AND other.status = 'confirmed'
        JOIN programme_slot a ON a.session_id = mine.session_id AND (a.id = mine.slot_id
            OR mine.slot_id IS NULL AND NOT EXISTS (SELECT FROM {pools} WHERE slot_id = a.id))
        JOIN programme_slot b ON b.session_id = other.session_id AND (b.id = other.slot_id
            OR other.slot_id IS NULL AND NOT EXISTS (SELECT FROM {pools} WHERE slot_id = b.id))
        WHERE mine.id = registration
          AND a.starts_at < coalesce(b.ends_at, b.starts_at + interval '1 microsecond')
          AND b.starts_at < coalesce(a.ends_at, a.starts_at + interval '1 microsecond')
    )
$$
"""
# What PostgreSQL and Django have named themselves, after the column: the foreign key, the indexes of both tables.
RENAME = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT conrelid::regclass AS of, conname AS name FROM pg_constraint
                 WHERE conrelid IN ('registration_registration'::regclass, 'registration_registrationevent'::regclass)
                   AND conname LIKE '%{old_id}%' LOOP
        EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', found.of, found.name,
                       replace(replace(found.name, '{old_id}', '{new_id}'), '{old}', '{new}'));
    END LOOP;
    FOR found IN SELECT relname AS name FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid
                 WHERE indrelid IN ('registration_registration'::regclass, 'registration_registrationevent'::regclass)
                   AND relname LIKE '%{old_id}%' LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', found.name, replace(found.name, '{old_id}', '{new_id}'));
    END LOOP;
END $$
"""
OLD = {"old": "programme_seats", "new": "programme_pool", "old_id": "seats_id", "new_id": "pool_id"}
NEW = {"old": "programme_pool", "new": "programme_seats", "old_id": "pool_id", "new_id": "seats_id"}
# pgtrigger drops a trigger without its function.
OLD_FUNCTIONS = "DROP FUNCTION IF EXISTS pgtrigger_registration_a_session_of_its_seats_e85e5(), pgtrigger_registration_counts_seats_07fef()"
NEW_FUNCTIONS = "DROP FUNCTION IF EXISTS pgtrigger_registration_a_session_of_its_pool_498f0(), pgtrigger_registration_counts_places_fd039()"


class Migration(migrations.Migration):
    """One name for one thing: a registration is for a place in a pool."""

    dependencies = [
        ("programme", "0021_call_a_pool_a_pool"),
        ("registration", "0018_name_states_plainly"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="registration_a_session_of_its_seats",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="registration_counts_seats",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="delete_delete",
        ),
        migrations.RunSQL(OLD_FUNCTIONS, NEW_FUNCTIONS),
        # The index follows the column by itself.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(
                    model_name="registration",
                    name="registration_queue",
                ),
            ]
        ),
        migrations.RenameField(
            model_name="registration",
            old_name="seats",
            new_name="pool",
        ),
        migrations.RenameField(
            model_name="registrationevent",
            old_name="seats",
            new_name="pool",
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex(
                    model_name="registration",
                    index=models.Index(fields=["pool", "status", "position"], name="registration_queue"),
                ),
            ]
        ),
        migrations.RunSQL(RENAME.format(**OLD), RENAME.format(**NEW)),
        migrations.RunSQL(COLLIDES.format(pools="programme_pool"), COLLIDES.format(pools="programme_seats")),
        migrations.AlterField(
            model_name="submission",
            name="asked_for",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                blank=True,
                default=list,
                help_text="Pools by their ids, also those for which an earlier form of this person had asked already.",
                verbose_name="places asked for",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_a_session_of_its_pool",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    SELECT session_id, slot_id INTO NEW.session_id, NEW.slot_id\n                    FROM programme_pool WHERE id = NEW.pool_id;\n                    RETURN NEW;\n                ",
                    hash="f3c858e92856caa498fa0ea98cdfb0a2516765c9",
                    operation='INSERT OR UPDATE OF "pool_id", "session_id", "slot_id"',
                    pgid="pgtrigger_registration_a_session_of_its_pool_498f0",
                    table="registration_registration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="registration_counts_places",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP <> 'INSERT' AND OLD.status IN ('pending', 'confirmed')\n                       AND NOT (TG_OP = 'UPDATE' AND NEW.pool_id = OLD.pool_id\n                                AND NEW.status IN ('pending', 'confirmed')) THEN\n                        UPDATE programme_pool SET taken = taken - 1,\n                            overbooked_by = least(overbooked_by, greatest(0, taken - 1 - capacity))\n                        WHERE id = OLD.pool_id;\n                    END IF;\n                    IF TG_OP <> 'DELETE' AND NEW.status IN ('pending', 'confirmed')\n                       AND NOT (TG_OP = 'UPDATE' AND NEW.pool_id = OLD.pool_id\n                                AND OLD.status IN ('pending', 'confirmed')) THEN\n                        UPDATE programme_pool SET taken = taken + 1 WHERE id = NEW.pool_id;\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="8c0582afad0fb49773b8b03a48a44038354be744",
                    operation='INSERT OR DELETE OR UPDATE OF "status", "pool_id"',
                    pgid="pgtrigger_registration_counts_places_fd039",
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
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "position", "session_id", "status", "status_at", "status_by_id") VALUES (NEW."attendee_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pool_id", NEW."position", NEW."session_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="b89494240836806de4a99ee30ca7013a1e85a714",
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
                    condition='WHEN (OLD."attendee_id" IS DISTINCT FROM (NEW."attendee_id") OR OLD."pool_id" IS DISTINCT FROM (NEW."pool_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."status_at" IS DISTINCT FROM (NEW."status_at") OR OLD."status_by_id" IS DISTINCT FROM (NEW."status_by_id"))',
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "position", "session_id", "status", "status_at", "status_by_id") VALUES (NEW."attendee_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pool_id", NEW."position", NEW."session_id", NEW."status", NEW."status_at", NEW."status_by_id"); RETURN NULL;',
                    hash="7d182ad25d35d7627bb5dbb8727a0633642b6b91",
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
                    func='INSERT INTO "registration_registrationevent" ("attendee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pool_id", "position", "session_id", "status", "status_at", "status_by_id") VALUES (OLD."attendee_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pool_id", OLD."position", OLD."session_id", OLD."status", OLD."status_at", OLD."status_by_id"); RETURN NULL;',
                    hash="c35560d8317e185868619cdfa4e26cc4b214eca5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2dd9f",
                    table="registration_registration",
                    when="AFTER",
                ),
            ),
        ),
    ]
