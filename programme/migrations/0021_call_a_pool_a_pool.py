import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# The rules on the table keep what they say. To drop and make them anew would check all rows again.
NAMES = {
    "seats_one_pool_of_a_kind": "pool_one_of_a_kind",
    "seats_mode_known": "pool_mode_known",
    "seats_never_oversold": "pool_never_oversold",
    "seats_overbooked_needs_capacity": "pool_overbooked_needs_capacity",
    "seats_kept_back_are_some_of_them": "pool_kept_back_are_some_of_them",
    "seats_paused_by_with_at": "pool_paused_by_with_at",
}
RENAME = "ALTER TABLE programme_pool RENAME CONSTRAINT {} TO {}"
# What PostgreSQL and Django have named themselves, after the table: keys, indexes, the sequence.
RENAME_THE_REST = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT conname AS name FROM pg_constraint
                 WHERE conrelid = 'programme_pool'::regclass AND conname LIKE '%{old}%' LOOP
        EXECUTE format('ALTER TABLE programme_pool RENAME CONSTRAINT %I TO %I',
                       found.name, replace(found.name, '{old}', '{new}'));
    END LOOP;
    FOR found IN SELECT relname AS name, CASE relkind WHEN 'i' THEN 'INDEX' ELSE 'SEQUENCE' END AS kind FROM pg_class
                 WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'programme_pool'::regclass)
                   AND relkind IN ('i', 'S') AND relname LIKE '{old}%' LOOP
        EXECUTE format('ALTER %s %I RENAME TO %I', found.kind, found.name, replace(found.name, '{old}', '{new}'));
    END LOOP;
END $$
"""
# pgtrigger drops a trigger without its function.
OLD_FUNCTIONS = "DROP FUNCTION IF EXISTS pgtrigger_session_has_seats_30bfa(), pgtrigger_seats_of_own_follow_up_3e950()"
NEW_FUNCTIONS = "DROP FUNCTION IF EXISTS pgtrigger_pool_of_own_follow_up_52954(), pgtrigger_session_has_pool_15a4f()"


class Migration(migrations.Migration):
    """One name for one thing: what gives places is a pool, in the code and in the database.

    Django itself renames the type of content and the permissions along with the model.
    """

    dependencies = [
        ("programme", "0020_name_states_plainly"),
        # Its foreign keys have to be there to follow the model to its new name.
        ("registration", "0018_name_states_plainly"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="seats",
            name="seats_of_own_follow_up",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="session",
            name="session_has_seats",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="slot",
            name="slot_with_places_stays_follow_up",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="slot",
            name="slot_brings_places_of_room",
        ),
        migrations.RunSQL(OLD_FUNCTIONS, NEW_FUNCTIONS),
        migrations.RenameModel(
            old_name="Seats",
            new_name="Pool",
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *(migrations.RunSQL(RENAME.format(old, new), RENAME.format(new, old)) for old, new in NAMES.items()),
                migrations.RunSQL(
                    RENAME_THE_REST.format(old="programme_seats", new="programme_pool"),
                    RENAME_THE_REST.format(old="programme_pool", new="programme_seats"),
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_never_oversold",
                ),
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_overbooked_needs_capacity",
                ),
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_one_pool_of_a_kind",
                ),
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_mode_known",
                ),
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_kept_back_are_some_of_them",
                ),
                migrations.RemoveConstraint(
                    model_name="pool",
                    name="seats_paused_by_with_at",
                ),
                migrations.AddConstraint(
                    model_name="pool",
                    constraint=models.UniqueConstraint(
                        fields=("session", "slot", "mode"),
                        name="pool_one_of_a_kind",
                        nulls_distinct=False,
                        violation_error_message="The session has places of this kind already.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pool",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("mode__in", ["", "on_site", "online"])),
                        name="pool_mode_known",
                        violation_error_message="Please choose one of the values that are offered.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pool",
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
                        name="pool_never_oversold",
                        violation_error_message="There are no more places than the session has.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pool",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("capacity__isnull", False), ("overbooked_by", 0), _connector="OR"),
                        name="pool_overbooked_needs_capacity",
                        violation_error_message="Only what has a number of places can be overbooked.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pool",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("kept_back", 0),
                            models.Q(("capacity__isnull", False), ("kept_back__lte", models.F("capacity"))),
                            _connector="OR",
                        ),
                        name="pool_kept_back_are_some_of_them",
                        violation_error_message="There are fewer places than you want to keep back.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pool",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("paused_at__isnull", False), ("paused_by__isnull", True), _connector="OR"),
                        name="pool_paused_by_with_at",
                        violation_error_message="Who stopped the waiting list is stored only together with when.",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="room",
            name="capacity",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="A session without a number of places of its own gets these when it gets this room.",
                null=True,
                verbose_name="places",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pool",
            trigger=pgtrigger.compiler.Trigger(
                name="pool_of_own_follow_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.slot_id IS NOT NULL)",
                    func="\n                    IF NOT EXISTS (SELECT FROM programme_slot\n                                   WHERE id = NEW.slot_id AND session_id = NEW.session_id AND kind = 'follow_up') THEN\n                        RAISE EXCEPTION 'places of a slot that is no follow-up of their session'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'pool_of_own_follow_up',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="20b75eda5f5ed2f43de773461ccb44d78b4f2c60",
                    operation='INSERT OR UPDATE OF "session_id", "slot_id"',
                    pgid="pgtrigger_pool_of_own_follow_up_52954",
                    table="programme_pool",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="session",
            trigger=pgtrigger.compiler.Trigger(
                name="session_has_pool",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="INSERT INTO programme_pool (session_id) VALUES (NEW.id); RETURN NEW;",
                    hash="440bd1e00f2456044529d90bf33348e2c8bb0cf0",
                    operation="INSERT",
                    pgid="pgtrigger_session_has_pool_15a4f",
                    table="programme_session",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="slot",
            trigger=pgtrigger.compiler.Trigger(
                name="slot_with_places_stays_follow_up",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id"))',
                    func="\n                    IF EXISTS (SELECT FROM programme_pool WHERE slot_id = NEW.id) THEN\n                        RAISE EXCEPTION 'a follow-up with places of its own becomes something else'\n                            USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_with_places_stays_follow_up',\n                                  TABLE = TG_TABLE_NAME;\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="b6ea3addc451de24da6716c567b0aba766e20f97",
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
                    func="\n                    UPDATE programme_pool SET capacity = room.capacity,\n                        overbooked_by = greatest(0, taken - room.capacity)\n                    FROM programme_room room\n                    WHERE room.id = NEW.room_id AND room.capacity IS NOT NULL\n                      AND session_id = NEW.session_id AND slot_id IS NULL AND mode IN ('', 'on_site')\n                      AND programme_pool.capacity IS NULL;\n                    RETURN NULL;\n                ",
                    hash="9ae64c893087cf28c3ce013b964b637ba5d5da5a",
                    operation='INSERT OR UPDATE OF "room_id"',
                    pgid="pgtrigger_slot_brings_places_of_room_ba8ae",
                    table="programme_slot",
                    when="AFTER",
                ),
            ),
        ),
    ]
