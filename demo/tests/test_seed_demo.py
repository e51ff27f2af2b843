import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accompaniment.models import Assignment, Campaign, Companion, Institution, Post, Role, Teacher, Ugel, User
from demo.seed import seed
from demo.texts import DATA
from rubrics.instruments.services.loading import shipped_files
from visits.models import Attendance, Commitment, CommitmentReview, Dialogue, FieldNote, GroupSession, Score, Visit

MODELS = [
    Institution,
    User,
    Role,
    Companion,
    Teacher,
    Post,
    Campaign,
    Assignment,
    Visit,
    FieldNote,
    Score,
    Dialogue,
    Commitment,
    CommitmentReview,
    GroupSession,
    Attendance,
]
CHANGES_BY_NATURE = {"password", "date_joined", "created_at", "updated_at", "id", "pk"}


def run(*args, **options):
    out = StringIO()
    call_command("seed_demo", *args, stdout=out, **{"force": True, **options})
    return out.getvalue()


def test_if_empty_loads_into_an_empty_database_only(db):
    User.objects.create(username="41000001")
    assert "ya tiene datos" in run("--if-empty")
    assert not Ugel.objects.exists()
    User.objects.all().delete()
    assert "UGEL Demostración (datos inventados)" in run("--if-empty")


def test_it_refuses_a_public_site(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--force"):
        run(force=False)
    assert not User.objects.exists()
    settings.DEBUG = True
    assert "datos inventados" in run(force=False)


def test_a_code_already_taken_leaves_nothing_by_half(db):
    User.objects.create(username="90000101")
    with pytest.raises(CommandError, match="no se cargó nada"):
        run()
    assert not Ugel.objects.exists()
    assert User.objects.count() == 1


def test_a_day_before_the_instruments(db):
    with pytest.raises(CommandError, match="todavía no regían los instrumentos"):
        run("--today", "2024-05-01")
    assert not Ugel.objects.exists()


def test_a_day_that_is_none(db):
    with pytest.raises(CommandError, match="--today"):
        run("--today", "31/02/2026")


def rows_of(model):
    fields = [
        f.attname for f in model._meta.concrete_fields if f.attname not in CHANGES_BY_NATURE and not f.is_relation
    ]
    return sorted(repr(row) for row in model.objects.values_list(*fields))


def made_on(today):
    """What the generator makes on that day; the database is left as it was."""
    before = transaction.savepoint()
    seed(today=today)
    rows = [rows_of(model) for model in MODELS], set(Visit.objects.values_list("pk", flat=True))
    transaction.savepoint_rollback(before)
    return rows


def test_the_same_day_makes_the_same_data(db):
    assert made_on(date(2026, 11, 23)) == made_on(date(2026, 11, 23))
    assert not Ugel.objects.exists()


def test_demo_logins_says_that_there_are_none(db):
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "no tiene las cuentas" in out.getvalue()


# Models, which are only for copying, judge no visit of the demonstration.
IN_USE = [path for path in shipped_files() if json.loads(path.read_text(encoding="utf-8")).get("by_default", True)]


@pytest.mark.parametrize("path", IN_USE, ids=lambda path: path.stem)
def test_there_are_sentences_for_every_criterion_and_level(path):
    criteria = json.loads(path.read_text(encoding="utf-8"))["criteria"]
    told = json.loads((DATA / path.name).read_text(encoding="utf-8"))
    assert len(told) == len(criteria)
    for criterion, sentences in zip(criteria, told, strict=True):
        assert set(sentences["evidence"]) == {str(n) for n in range(1, len(criterion["levels"]) + 1)}
        assert {"low", "high"} == set(sentences["notes"])
        assert sentences["focus"] and sentences["strengths"] and sentences["needs"]
        assert len(sentences["commitments"]) >= 2
