"""How people are called, on pages and on paper."""

import pytest
from django.urls import reverse

from accompaniment.models import Companion, Role, Teacher, User
from accompaniment.people.forms import TeacherForm
from reports.documents.parts import companion_data, person_data

pytestmark = pytest.mark.django_db


def test_who_says_nothing_is_spoken_of_as_ever(cast):
    assert cast.petra.get_kind_display() == "promotora educativa comunitaria"
    assert Role(kind="director", user=cast.diana).get_kind_display() == "directora"
    assert person_data(cast.petra, cast.promoter_assignment.post)["signs_as"].startswith("promotor(a)")


def test_each_says_how_and_is_called_so(client, cast):
    account = cast.petra.user
    client.force_login(account)
    url = reverse("my_treatment")
    assert client.post(url, {"treatment": "nobody"}).status_code == 200
    assert client.post(url, {"treatment": "he"}).status_code == 302
    petra = Teacher.objects.get(pk=cast.petra.pk)
    assert petra.treatment == User.objects.get(pk=account.pk).treatment == "he"
    petra.contract = "hired"
    assert (petra.get_kind_display(), petra.get_contract_display()) == (
        "promotor educativo comunitario",
        "contratado",
    )
    told = person_data(petra, cast.promoter_assignment.post)
    assert (told["kind_name"], told["signs_as"]) == ("promotor educativo comunitario",) * 2
    client.force_login(cast.berta)
    assert "promotor educativo comunitario" in client.get(reverse("teachers")).content.decode()


def test_the_specialist_says_it_of_who_has_no_account(client, cast):
    client.force_login(cast.berta)
    url = reverse("teacher_edit", args=[cast.petra.pk])
    assert client.post(url, {**TeacherForm.initial_of(cast.petra), "treatment": "he"}).status_code == 302
    assert Teacher.objects.get(pk=cast.petra.pk).get_kind_display() == "promotor educativo comunitario"


@pytest.mark.parametrize(
    ("kind", "said"), [("coordinator", "profesor coordinador de PRONOEI"), ("internal", "director o delegado")]
)
def test_companions_and_roles_follow_their_account(cast, kind, said):
    cast.ana.treatment = "he"
    assert Companion(user=cast.ana, kind=kind).get_kind_display() == said
    assert Role(user=cast.ana, kind="director").get_kind_display() == "director"
    assignment = cast.assignment
    assignment.companion = Companion(user=cast.ana, kind=kind)
    assert companion_data(assignment)["signs_as"] == said
