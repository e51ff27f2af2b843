import unicodedata

from django.db import migrations

KEPT = [("Teacher", "document_number"), ("Teacher", "phone"), ("User", "username")]


def keep_digits_as_ours(apps, schema_editor):
    """Wide digits of documents and telephones become ours; a document that somebody has already is left for joining."""
    for name, field in KEPT:
        model = apps.get_model("accompaniment", name)
        for row in model.objects.exclude(**{field: ""}).only("pk", field).iterator(chunk_size=1000):
            kept = unicodedata.normalize("NFKC", getattr(row, field))
            if kept != getattr(row, field) and not _is_taken(model, row, field, kept):
                model.objects.filter(pk=row.pk).update(**{field: kept})


def _is_taken(model, row, field, kept):
    return field != "phone" and model.objects.filter(**{field: kept}).exclude(pk=row.pk).exists()


class Migration(migrations.Migration):
    dependencies = [
        ("accompaniment", "0024_identifiers_of_our_digits"),
    ]

    operations = [
        migrations.RunPython(keep_digits_as_ours, migrations.RunPython.noop, elidable=True),
    ]
