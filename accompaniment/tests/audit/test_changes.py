from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse

from accompaniment.audit.actor import acting, current_actor, unrecorded
from accompaniment.audit.append_only import AppendOnlyError
from accompaniment.audit.tracked import Tracked, TrackedQuerySet
from accompaniment.campaigns.campaign_settings import CampaignData, CampaignPlan
from accompaniment.campaigns.services import close_campaign, edit_campaign
from accompaniment.logs.queries import changes_visible_to
from accompaniment.middleware import ActingMiddleware
from accompaniment.models import Assignment, Companion, Institution, Post, Role, Teacher, TrackedChange, User
from accompaniment.people.companions.services import end_companion
from accompaniment.people.services import end_post


@pytest.fixture
def since(cast):
    """The changes made after the cast was there."""
    last = TrackedChange.objects.first()

    def changes(**where):
        return list(TrackedChange.objects.filter(pk__gt=last.pk, **where).order_by("pk"))

    return changes


def test_a_save_says_before_and_after(cast, since):
    cast.tania.phone = "987654321"
    with acting(lambda: cast.berta):
        cast.tania.save()
    [change] = since()
    assert (change.by, change.action, change.model) == (cast.berta, "changed", "accompaniment.teacher")
    assert (change.object_id, change.teacher, change.name) == (str(cast.tania.pk), cast.tania, "Flores, Tania")
    assert change.fields == {"phone": ["", "987654321"]}


def test_the_before_is_the_databases_and_not_the_objects(cast, since):
    stale = Teacher.objects.get(pk=cast.tania.pk)
    Teacher.objects.filter(pk=stale.pk).update(phone="911111111")
    stale.phone = "922222222"
    stale.save()
    assert [c.fields["phone"] for c in since()] == [["", "911111111"], ["911111111", "922222222"]]


def test_a_save_without_difference_leaves_nothing(cast, since):
    cast.tania.save()
    cast.jardin.save()
    assert since() == []


def test_creating_says_what_there_was_from_the_beginning(cast, since):
    post = Post.objects.create(teacher=cast.petra, institution=cast.pronoei, cycle="II", ages=[3, 4])
    [change] = since()
    assert (change.action, change.teacher, change.ugel) == ("created", cast.petra, cast.ugel)
    assert change.fields == {
        "teacher": [None, "Muñoz, Petra"],
        "institution": [None, "PRONOEI Semillitas"],
        "cycle": [None, "II"],
        "ages": [None, [3, 4]],
        "starts_on": [None, post.starts_on.isoformat()],
    }


def test_deleting_says_what_there_was(cast, since):
    Role.objects.get(user=cast.diana).delete()
    Role.objects.filter(user=cast.nora).delete()
    first, second = since()
    assert (first.action, first.ugel, first.fields["user"]) == ("deleted", cast.ugel, ["Diana Núñez", None])
    assert (second.action, second.ugel, second.fields["kind"]) == ("deleted", None, ["national_reader", None])


def test_updates_and_bulk_writes_are_logged_too(cast, since):
    until = cast.today + timedelta(days=5)
    Assignment.objects.filter(companion=cast.assignment.companion).update(ends_on=until)
    assert {(c.teacher, tuple(c.fields["ends_on"])) for c in since()} == {
        (teacher, (None, until.isoformat())) for teacher in (cast.tania, cast.petra)
    }
    posts = list(Post.objects.all())
    for post in posts:
        post.section = "Sala verde"
    Post.objects.bulk_update(posts, ["section"])
    assert [c.fields["section"] for c in since(model="accompaniment.post")] == [["Aula única", "Sala verde"]] * 2
    Teacher.objects.bulk_create(
        [Teacher(document_number=f"4100001{n}", first_names="Nueva", last_names="X", kind="promoter") for n in range(3)]
    )
    assert len(since(action="created", model="accompaniment.teacher")) == 3


def test_an_update_that_found_nothing_to_do_leaves_nothing(cast, since):
    assert Assignment.objects.filter(visits_owed=99).update(visits_owed=1) == 0
    assert Assignment.objects.update(visits_owed=6) == 3
    assert since() == []


def test_a_bulk_write_that_could_not_be_told_is_refused(cast):
    for how in ({"ignore_conflicts": True}, {"update_conflicts": True}):
        with pytest.raises(TypeError, match="can't be logged"):
            Teacher.objects.bulk_create([cast.tania], **how)


def test_what_is_rolled_back_was_never_logged(cast, since):
    with pytest.raises(IntegrityError), transaction.atomic():
        cast.petra.phone = "900000000"
        cast.petra.save()
        Teacher.objects.create(document_number="41000001", first_names="A", last_names="B", kind="promoter")
    assert since() == []


def test_no_password_is_ever_kept(cast, since):
    cast.ana.set_password("otra clave bien larga")
    cast.ana.save()
    [change] = since()
    assert change.fields == {"password": ["•••", "•••"]}
    assert not any(
        "password" in c.fields and c.fields["password"] != ["•••", "•••"] for c in TrackedChange.objects.all()
    )


def test_signing_in_is_no_change(client, cast, since, django_assert_num_queries):
    client.force_login(cast.ana)
    assert since() == []


def test_an_account_of_an_accompanied_person_is_about_her(cast, since):
    cast.tania.user.email = "tania@example.pe"
    cast.tania.user.save()
    [change] = since()
    assert (change.teacher, change.fields) == (cast.tania, {"email": [None, "tania@example.pe"]})


def test_bulk_that_something_else_tells_can_be_left_out(cast, since):
    with unrecorded():
        Teacher.objects.update(phone="911111111")
        Role.objects.get(user=cast.diana).delete()
        cast.jardin.name = "Otro nombre"
        cast.jardin.save()
    assert since() == []
    cast.jardin.name = "Jardín con nombre"
    cast.jardin.save()
    assert len(since()) == 1


def test_ends_that_follow_from_an_end_are_logged(cast, since):
    end_companion(companion=Companion.objects.get(user=cast.ana), ends_on=cast.today)
    assert [c.model.split(".")[1] for c in since()] == ["companion", "assignment", "assignment"]
    end_post(post=cast.assignment.post, ends_on=cast.today - timedelta(days=1))
    assert [c.model.split(".")[1] for c in since()][3:] == ["post", "assignment"]


def test_a_campaigns_plan_is_told_as_a_whole(cast, since):
    campaign = cast.campaign
    phases = {p.phase: (p.starts_on, p.ends_on) for p in campaign.phases.all()}
    edit_campaign(
        campaign=campaign,
        data=CampaignData(campaign.year, campaign.starts_on, campaign.ends_on, campaign.letterhead, "Otro nombre"),
        plan=CampaignPlan(
            phases, {("visits", "classroom", ""): 7, ("visits", "promoter", ""): None}, ["RVM 1", "RVM 2"]
        ),
    )
    own, plan = since()
    assert own.fields == {"slogan": ["Año de las pruebas", "Otro nombre"]}
    assert plan.fields == {
        "visitas en aula, acompañamiento externo a docente de aula, área cualquiera": [6, 7],
        "visitas en aula, acompañamiento externo a promotora educativa comunitaria, área cualquiera": [8, None],
        "normas": [None, ["RVM 1", "RVM 2"]],
    }
    assert plan.ugel == cast.ugel
    close_campaign(campaign=campaign)
    assert set(since()[2].fields) == {"closed_at"}


def test_who_acts(cast):
    assert current_actor() is None
    request = RequestFactory().get("/")
    seen = []
    middleware = ActingMiddleware(lambda _request: seen.append(current_actor()))
    for user in (cast.ana, AnonymousUser()):
        request.user = user
        middleware(request)
    assert seen == [cast.ana, None]
    assert current_actor() is None


def test_through_a_page_the_one_who_signed_in_did_it(client, cast, since):
    client.force_login(cast.berta)
    client.post(reverse("post_end", args=[cast.promoter_assignment.post.pk]), {"ends_on": cast.today.isoformat()})
    assert [(c.by, c.teacher) for c in since()] == [(cast.berta, cast.petra)] * 2


def test_nothing_written_is_changed_or_deleted(cast):
    change = TrackedChange.objects.first()
    for attempt in (
        change.save,
        change.delete,
        TrackedChange.objects.all().delete,
        lambda: TrackedChange.objects.update(by=None),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.parametrize("who", ["ana", "diana", "dora", "rita", "nora", "olga"])
def test_nobody_else_sees_changes(cast, who):
    assert not changes_visible_to(getattr(cast, who)).exists()
    assert not changes_visible_to(cast.tania.user).exists()


def test_a_specialist_sees_her_rosters_and_an_administrator_everything(cast):
    hers = changes_visible_to(cast.berta)
    assert set(hers.filter(model="accompaniment.teacher").values_list("name", flat=True)) == {
        "Flores, Tania",
        "Muñoz, Petra",
    }
    assert set(hers.filter(model="accompaniment.role").values_list("ugel", flat=True)) == {cast.ugel.pk}
    assert hers.filter(model="accompaniment.campaign").count() == 1
    assert set(changes_visible_to(cast.carla).values_list("name", flat=True)) == {"Jardín de la otra UGEL"}
    assert changes_visible_to(cast.alma).count() == TrackedChange.objects.count()


def test_every_audited_model_logs_its_bulk_writes():
    """Accounts have Django's own manager, and institutions are written in bulk by the registry alone."""
    plain = {
        model
        for model in apps.get_models()
        if issubclass(model, Tracked) and not isinstance(model._default_manager.all(), TrackedQuerySet)
    }
    assert plain == {User, Institution}
