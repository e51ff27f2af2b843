import re
import unicodedata

from django.db import migrations

AT_ONCE = 1000
NAMED_BY = {
    "Institution": ["name"],
    "Teacher": ["last_names", "first_names"],
    "TrackedChange": ["name"],
    "User": ["last_name", "first_name"],
}
LONGEST_BEFORE = {"Institution": 160, "Teacher": 200, "TrackedChange": 200, "User": 310}
WORD = re.compile(r"[^\W_]+")
INSIDE = dict.fromkeys(map(ord, "'’‘ʼʻ`´′\u00ad\u200b\u200c\u200d\u2060\ufeff"))
PARTICLES = frozenset(
    {"DA", "DE", "DEL", "DELA", "DELAS", "DELOS", "DER", "DI", "DO", "DOS", "EL", "LA", "LAS", "LE", "LOS"}
    | {"MAC", "MC", "SAN", "SANTA", "VAN", "VON"}
)


def fold(text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.upper().split())


def search_key(text):
    words = WORD.findall(fold(text.translate(INSIDE)))
    joined, begun = [], ""
    for word in words:
        begun += word
        if len(word) > 1 and word not in PARTICLES:
            joined.append(begun)
            begun = ""
    return " ".join([*words, *(word for word in [*joined, begun] if word and word not in words)])[:320]


def _write(apps, key_of):
    for label, named_by in NAMED_BY.items():
        model, changed = apps.get_model("accompaniment", label), []
        for row in model._base_manager.only("pk", "search_name", *named_by).iterator(chunk_size=AT_ONCE):
            key = key_of(label, " ".join(getattr(row, name) for name in named_by))
            if key != row.search_name:
                row.search_name = key
                changed.append(row)
            if len(changed) == AT_ONCE:
                model._base_manager.bulk_update(changed, ["search_name"], batch_size=100)
                changed = []
        model._base_manager.bulk_update(changed, ["search_name"], batch_size=100)


def write_keys(apps, schema_editor):
    _write(apps, lambda label, name: search_key(name))


def fold_names(apps, schema_editor):
    _write(apps, lambda label, name: fold(name)[: LONGEST_BEFORE[label]])


class Migration(migrations.Migration):
    dependencies = [
        ("accompaniment", "0026_longer_search_names"),
    ]

    operations = [
        migrations.RunPython(write_keys, fold_names, elidable=True),
    ]
