from django.db import migrations

NAMES = {
    "arrival": "recibimiento",
    "assembly": "asamblea",
    "free_play": "juego libre en los sectores",
    "learning": "actividad de aprendizaje",
    "workshop": "taller",
    "hygiene": "higiene",
    "snack": "refrigerio o lonchera",
    "outdoor": "juego al aire libre",
    "rest": "descanso",
    "farewell": "salida",
}
CODES = {name: code for code, name in NAMES.items()}


def rename(apps, words):
    """Moments were codes of the program; they are what the campaign calls them."""
    visits = apps.get_model("visits", "Visit").objects.exclude(moments=[]).only("moments")
    for visit in visits.iterator(chunk_size=2000):
        renamed = [words.get(moment, moment) for moment in visit.moments]
        if renamed != visit.moments:
            visit.moments = renamed
            visit.save(update_fields=["moments"])


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_cycle_confirmations_and_conversation")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: rename(apps, NAMES), lambda apps, editor: rename(apps, CODES), elidable=True
        )
    ]
