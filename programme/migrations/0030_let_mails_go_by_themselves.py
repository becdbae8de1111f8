import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0009_belong_to_people_by_relation"),
        ("programme", "0029_give_slots_names_and_revisions"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="speaker",
            name="speaker_leaves_nothing_behind",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="speaker",
            trigger=pgtrigger.compiler.Trigger(
                name="speaker_leaves_nothing_behind",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="DELETE FROM programme_picture WHERE speaker_id = OLD.id; DELETE FROM programme_importeditem WHERE kind = 'speaker' AND object_id = OLD.id; DELETE FROM programme_importeditem WHERE kind = 'appearance' AND \"values\" ? 'speaker'\n                   AND object_id IN (SELECT pgh_obj_id FROM programme_appearanceevent WHERE speaker_id = OLD.id); DELETE FROM programme_speakerevent WHERE pgh_obj_id = OLD.id; DELETE FROM programme_importtext\n                    WHERE content <> '' AND (strpos(words, ' ' || btrim(regexp_replace(lower(OLD.name), '[[:space:][:punct:]]+', ' ', 'g')) || ' ') > 0 OR strpos(words, ' ' || btrim(regexp_replace(lower(OLD.email), '[[:space:][:punct:]]+', ' ', 'g')) || ' ') > 0); RETURN NULL;",
                    hash="40012aa823afad0b47483fc369f5c37c6e9f4110",
                    operation="DELETE",
                    pgid="pgtrigger_speaker_leaves_nothing_behind_d56ef",
                    table="programme_speaker",
                    when="AFTER",
                ),
            ),
        ),
    ]
