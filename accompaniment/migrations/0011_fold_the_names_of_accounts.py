import unicodedata

from django.db import migrations

AT_ONCE = 1000


def fold(text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.upper().split())


def fold_names(apps, schema_editor):
    User = apps.get_model("accompaniment", "User")
    batch = []
    for user in User.objects.only("pk", "first_name", "last_name").iterator(chunk_size=AT_ONCE):
        user.search_name = fold(f"{user.last_name} {user.first_name}")
        batch.append(user)
        if len(batch) == AT_ONCE:
            User.objects.bulk_update(batch, ["search_name"], batch_size=100)
            batch = []
    User.objects.bulk_update(batch, ["search_name"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [
        ("accompaniment", "0010_people_by_folded_name"),
    ]

    operations = [
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
    ]
