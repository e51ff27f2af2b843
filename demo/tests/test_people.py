"""Who and where the demonstration is."""

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count, F, Q

from accompaniment.access import reach_of
from accompaniment.lib.identifiers import DocumentType, clean_document
from accompaniment.lib.search import search_key
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
from demo.logins import PASSWORD, demo_logins
from visits.models import Visit

pytestmark = pytest.mark.django_db


def test_the_territory(story):
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
        assert institution.search_name == search_key(institution.name)
    for campaign in Campaign.objects.all():
        campaign.full_clean()
        assert "datos inventados" in campaign.letterhead


def test_the_people(story):
    kinds = sorted(Companion.objects.values_list("kind", flat=True))
    assert kinds == ["coordinator"] * 2 + ["external"] * 2 + ["internal"] * 2
    assert set(Assignment.objects.values_list("modality", flat=True)) == {"external", "internal"}
    names = Teacher.objects.values_list("first_names", "last_names")
    assert len(names) == len(set(names)) == 42
    for teacher in Teacher.objects.all():
        assert teacher.document_number.startswith("9000")
        assert clean_document(DocumentType.DNI, teacher.document_number) == teacher.document_number
        assert teacher.search_name == search_key(f"{teacher.last_names} {teacher.first_names}")
        assert not teacher.phone
        teacher.full_clean()
    for role in Role.objects.all():
        role.full_clean()
    directed = Role.objects.filter(kind="director").values_list("institution", flat=True)
    assert set(directed) == set(Institution.objects.exclude(kind="pronoei").values_list("pk", flat=True))


def test_promoters_work_in_programmes_and_teachers_in_schools(story):
    in_programmes = Q(institution__kind="pronoei")
    assert not Post.objects.filter(in_programmes).exclude(teacher__kind="promoter").exists()
    assert not Post.objects.exclude(in_programmes).filter(teacher__kind="promoter").exists()
    assert not Visit.objects.exclude(post__institution=F("institution")).exists()


def test_one_promoter_followed_another(story):
    programme = Institution.objects.annotate(n=Count("posts")).get(kind="pronoei", n=2)
    first, second = programme.posts.order_by("starts_on")
    assert first.ends_on < second.starts_on
    assert second.ends_on is None
    for post in (first, second):
        assert post.visits.closed().exists()
        assert post.visits.get(number=1).phase == Phase.DIAGNOSTIC


def test_demonstration_logins_reach_what_their_role_promises(story):
    users = [User.objects.get(username=login.username) for login in demo_logins()]
    reached = map(reach_of, users)
    external, coordinator, director, internal, specialist, lead, regional, national, admin, teacher, promoter = reached
    assert external.accompanied_posts and coordinator.accompanied_posts and internal.accompanied_posts
    assert director.directed_institutions and not director.is_companion
    assert internal.directed_institutions
    assert specialist.specialist_ugels == {Ugel.objects.get().pk}
    assert lead.is_safeguarding and not lead.is_specialist
    assert regional.reader_regions and national.is_national_reader and admin.is_administrator
    assert Teacher.objects.get(pk=teacher.own_teacher).kind == "classroom"
    assert Teacher.objects.get(pk=promoter.own_teacher).kind == "promoter"
    assert all(check_password(PASSWORD, user.password) for user in users[:2])
    assert len({user.password for user in users}) == 1
    assert not any(u.has_usable_password() for u in User.objects.exclude(pk__in=[user.pk for user in users]))


def test_the_demonstration_companions_have_something_to_do(story):
    for username in ("90000001", "90000002", "90000010"):
        mine = Visit.objects.visible_to(User.objects.get(username=username))
        assert mine.drafts().count() == 1
        assert mine.planned().filter(visited_on__lt=story).exists()
        assert mine.planned().filter(visited_on__gte=story).exists()
        assert mine.closed().exists()
