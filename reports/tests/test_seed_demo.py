import json
import time
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from accompaniment.access import reach_of
from accompaniment.identifiers import DocumentType, clean_document
from accompaniment.models import (
    Assignment,
    Campaign,
    Companion,
    Institution,
    Network,
    Phase,
    Post,
    Role,
    Teacher,
    Ugel,
    User,
)
from accompaniment.text import fold
from reports.demo import demo_logins
from reports.demo.logins import PASSWORD
from reports.demo.seed import seed
from reports.demo.texts import DATA
from rubrics.services import shipped_files
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


@pytest.fixture(autouse=True)
def quick_hasher(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def demo(db, today):
    seed(today=today)
    return today


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_it_says_what_it_made_and_how_to_sign_in(db):
    said = run()
    assert "32 instituciones y programas" in said
    assert "datos inventados" in said
    for login in demo_logins():
        assert login.username in said
        assert login.password in said


def test_twice_changes_nothing_and_says_so(db):
    run()
    before = counts()
    assert "ya está: no se cambió nada" in run()
    assert counts() == before


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


def test_it_is_quick(db, today):
    started = time.perf_counter()
    seed(today=today)
    assert time.perf_counter() - started < 10


# --- Who and where -----------------------------------------------------------------------------------------------


def test_the_territory(demo):
    ugel = Ugel.objects.get()
    assert (ugel.code, ugel.name, ugel.region.name) == ("999001", "UGEL Demostración", "DRE Demostración")
    kinds = dict(Institution.objects.order_by().values_list("kind").annotate(Count("pk")))
    assert kinds == {"jardin": 10, "cuna": 1, "cuna_jardin": 1, "pronoei": 20}
    assert Network.objects.count() == 2
    assert set(Institution.objects.filter(kind="pronoei").values_list("cycle", "setting").distinct()) == {
        (cycle, setting) for cycle in ("I", "II") for setting in ("family", "community")
    }
    sizes = set(
        Institution.objects.exclude(kind="pronoei").annotate(n=Count("posts")).values_list("n", flat=True).order_by()
    )
    assert sizes == {1, 2, 3}
    for institution in Institution.objects.all():
        institution.full_clean()
        assert institution.search_name == fold(institution.name)
    for campaign in Campaign.objects.all():
        campaign.full_clean()
        assert "datos inventados" in campaign.letterhead


def test_the_people(demo):
    kinds = sorted(Companion.objects.values_list("kind", flat=True))
    assert kinds == ["coordinator"] * 2 + ["external"] * 2 + ["internal"] * 2
    assert set(Assignment.objects.values_list("modality", flat=True)) == {"external", "internal"}
    names = Teacher.objects.values_list("first_names", "last_names")
    assert len(names) == len(set(names)) == 42
    for teacher in Teacher.objects.all():
        assert teacher.document_number.startswith("9000")
        assert clean_document(DocumentType.DNI, teacher.document_number) == teacher.document_number
        assert teacher.search_name == fold(f"{teacher.last_names} {teacher.first_names}")
        assert not teacher.phone
        teacher.full_clean()
    for role in Role.objects.all():
        role.full_clean()
    directed = Role.objects.filter(kind="director").values_list("institution", flat=True)
    assert set(directed) == set(Institution.objects.exclude(kind="pronoei").values_list("pk", flat=True))


def test_promoters_work_in_programmes_and_teachers_in_schools(demo):
    in_programmes = Q(institution__kind="pronoei")
    assert not Post.objects.filter(in_programmes).exclude(teacher__kind="promoter").exists()
    assert not Post.objects.exclude(in_programmes).filter(teacher__kind="promoter").exists()
    assert not Visit.objects.exclude(post__institution=F("institution")).exists()


def test_one_promoter_followed_another(demo):
    programme = Institution.objects.annotate(n=Count("posts")).get(kind="pronoei", n=2)
    first, second = programme.posts.order_by("starts_on")
    assert first.ends_on < second.starts_on
    assert second.ends_on is None
    for post in (first, second):
        assert post.visits.closed().exists()
        assert post.visits.get(number=1).phase == Phase.DIAGNOSTIC


def test_demonstration_logins_reach_what_their_role_promises(demo):
    users = [User.objects.get(username=login.username) for login in demo_logins()]
    (external, coordinator, director, internal, specialist, regional, national, admin, teacher, promoter) = map(
        reach_of, users
    )
    assert external.accompanied_posts and coordinator.accompanied_posts and internal.accompanied_posts
    assert director.directed_institutions and not director.is_companion
    assert internal.directed_institutions
    assert specialist.specialist_ugels == {Ugel.objects.get().pk}
    assert regional.reader_regions and national.is_national_reader and admin.is_administrator
    assert Teacher.objects.get(pk=teacher.own_teacher).kind == "classroom"
    assert Teacher.objects.get(pk=promoter.own_teacher).kind == "promoter"
    assert all(check_password(PASSWORD, user.password) for user in users[:2])
    assert len({user.password for user in users}) == 1
    assert not any(u.has_usable_password() for u in User.objects.exclude(pk__in=[user.pk for user in users]))


def test_the_demonstration_companions_have_something_to_do(demo):
    for username in ("90000001", "90000002", "90000010"):
        mine = Visit.objects.visible_to(User.objects.get(username=username))
        assert mine.drafts().count() == 1
        assert mine.planned().filter(visited_on__lt=demo).exists()
        assert mine.planned().filter(visited_on__gte=demo).exists()
        assert mine.closed().exists()


def test_what_demo_logins_prints(db):
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert "no tiene las cuentas" in out.getvalue()
    run()
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert all(login.username in out.getvalue() for login in demo_logins())


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_there_are_sentences_for_every_criterion_and_level(path):
    criteria = json.loads(path.read_text(encoding="utf-8"))["criteria"]
    told = json.loads((DATA / path.name).read_text(encoding="utf-8"))
    assert len(told) == len(criteria)
    for criterion, sentences in zip(criteria, told, strict=True):
        assert set(sentences["evidence"]) == {str(n) for n in range(1, len(criterion["levels"]) + 1)}
        assert {"low", "high"} == set(sentences["notes"])
        assert sentences["focus"] and sentences["strengths"] and sentences["needs"]
        assert len(sentences["commitments"]) >= 2
