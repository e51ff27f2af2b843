from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast

AT_ONCE = 200


def end_lines_alike(apps, schema_editor):
    """What was sent by hand before is what comes again with other line ends: it has to be known again."""
    for name in ("Submission", "PairedSubmission"):
        model = apps.get_model("visits", name)
        rows = model.objects.annotate(written=Cast("payload", TextField())).filter(written__contains=r"\r")
        for row in rows.only("pk", "payload").iterator(chunk_size=AT_ONCE):
            payload = {field: [_alike(text) for text in texts] for field, texts in row.payload.items()}
            model.objects.filter(pk=row.pk).update(payload=payload)
    comments = apps.get_model("visits", "Comment").objects
    for key, text in comments.filter(text__contains="\r").values_list("pk", "text").iterator(chunk_size=AT_ONCE):
        comments.filter(pk=key).update(text=_alike(text))


def _alike(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0011_rename_paired_submissions"),
    ]

    operations = [
        migrations.RunPython(end_lines_alike, migrations.RunPython.noop, elidable=True),
    ]
