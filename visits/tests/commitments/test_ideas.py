"""The library of commitments that worked: shared by a specialist, telling of nobody, and taken back."""

import pytest
from django.urls import reverse

from accompaniment.models import TrackedChange
from visits.models import Commitment, CommitmentIdea


@pytest.fixture
def fulfilled(cast):
    cast.closed_visit()
    Commitment.objects.update(status=Commitment.Status.FULFILLED)
    return Commitment.objects.get()


@pytest.fixture
def berta(client, cast):
    client.force_login(cast.berta)
    return client


def share(client, commitment, **changes):
    data = {
        "action": "Esperar cinco segundos después de preguntar",
        "evidence_expected": "Se ve en la asamblea",
        "topic": "Preguntas abiertas",
        "competency": "C3",
        "teacher_kind": "classroom",
    }
    return client.post(reverse("visits:idea_new", args=[commitment.pk]), {**data, **changes})


def test_a_fulfilled_commitment_offers_itself_on_the_persons_page(berta, cast, fulfilled):
    url = reverse("visits:idea_new", args=[fulfilled.pk])
    assert url in berta.get(cast.tania.get_absolute_url()).content.decode()
    form = berta.get(url).context["form"]
    assert form["action"].value() == fulfilled.action
    assert form["topic"].value() == fulfilled.criterion.short_title


def test_sharing_puts_it_in_the_library_of_the_ugel(berta, cast, fulfilled):
    assert share(berta, fulfilled).url == reverse("visits:ideas")
    idea = CommitmentIdea.objects.get()
    assert (idea.ugel, idea.published_by, idea.competency) == (cast.ugel, cast.berta, "C3")
    assert TrackedChange.objects.first().fields == {"action": [None, idea.action]}
    assert idea.action in berta.get(reverse("visits:ideas")).content.decode()
    assert "ya está en la biblioteca" in share(berta, fulfilled).content.decode(), "the same click twice"


@pytest.mark.parametrize(
    ("text", "word"), [("Que Tania espere", "Tania"), ("Como hace QUISPE", "QUISPE"), ("Como en Cóndores", "Cóndores")]
)
def test_a_name_is_warned_of_and_may_be_a_word_of_everybody(berta, fulfilled, text, word):
    page = share(berta, fulfilled, action=text).content.decode()
    assert f"nombrar a alguien o a un lugar: {word}." in page
    assert 'type="checkbox" name="is_nameless"' in page
    assert not CommitmentIdea.objects.exists()
    assert share(berta, fulfilled, action=text, is_nameless="on").status_code == 302


def test_one_that_is_not_fulfilled_is_not_shared(berta, fulfilled):
    Commitment.objects.update(status=Commitment.Status.OPEN)
    assert share(berta, fulfilled).status_code == 403


def test_withdrawing_says_first_what_it_does(berta, cast, fulfilled):
    share(berta, fulfilled)
    idea = CommitmentIdea.objects.get()
    url = reverse("visits:idea_withdraw", args=[idea.pk])
    assert url in berta.get(reverse("visits:ideas")).content.decode()
    page = berta.get(url).content.decode()
    assert idea.action in page and "Los compromisos que la tomaron no cambian." in page
    idea.refresh_from_db()
    assert idea.withdrawn_at is None


def test_what_is_withdrawn_is_no_longer_offered(berta, cast, fulfilled):
    share(berta, fulfilled)
    idea = CommitmentIdea.objects.get()
    for _ in range(2):
        assert berta.post(reverse("visits:idea_withdraw", args=[idea.pk])).status_code == 302
    assert not CommitmentIdea.objects.offered().exists()
    assert TrackedChange.objects.filter(model="visits.commitmentidea").count() == 2
    assert "Todavía no hay ideas" in berta.get(reverse("visits:ideas")).content.decode()
    assert share(berta, fulfilled).status_code == 302, "it may be shared again"


@pytest.mark.parametrize(("who", "answer"), [("ana", 403), ("carla", 404), ("diana", 404), ("rita", 404)])
def test_only_its_own_specialist_takes_one_back(client, cast, berta, fulfilled, who, answer):
    share(berta, fulfilled)
    idea = CommitmentIdea.objects.get()
    client.force_login(getattr(cast, who))
    assert client.post(reverse("visits:idea_withdraw", args=[idea.pk])).status_code == answer
    idea.refresh_from_db()
    assert idea.withdrawn_at is None


def test_companions_read_the_library_and_change_nothing(client, cast, berta, fulfilled):
    share(berta, fulfilled)
    client.force_login(cast.olga)
    page = client.get(reverse("visits:ideas")).content.decode()
    assert "Esperar cinco segundos" in page
    assert "Dejar de ofrecerla" not in page
    client.force_login(cast.carla)
    assert "Esperar cinco segundos" not in client.get(reverse("visits:ideas")).content.decode()
