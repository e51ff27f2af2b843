"""One touch enters the demonstration as any of its people; where people work nothing of it is offered."""

import re

import pytest
from django.urls import reverse

from accompaniment.models import User
from demo.logins import PASSWORD, demo_logins

pytestmark = pytest.mark.django_db
LOGIN, ENTER = reverse("account_login"), reverse("demo_enter")


@pytest.fixture
def teacher():
    user = User.objects.create(username="90000008", first_name="Ofelia")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_each_role_says_what_to_try():
    assert all(1 <= len(login.to_try) <= 3 for login in demo_logins())


def test_a_button_enters_as_who_is_there(client, settings, teacher):
    settings.DEBUG = True
    page = client.get(LOGIN).text
    assert re.findall(r'name="as" value="(\d+)"', page) == ["90000008"]
    assert page.count('name="password"') == 1, "the one that people type into"
    answer = client.post(ENTER, {"as": "90000008"})
    assert answer.status_code == 302 and client.get("/").context["user"] == teacher


def test_nobody_else_is_entered_as(client, settings, cast, teacher):
    settings.DEBUG = True
    for name in ("90000009", cast.alma.username, ""):
        assert client.post(ENTER, {"as": name}).status_code == 404
    assert client.get(ENTER).status_code == 404
    settings.DEBUG = False
    assert client.post(ENTER, {"as": "90000008"}).status_code == 404


@pytest.mark.parametrize("is_real", [True, False])
def test_nothing_is_offered_without_a_demonstration_nor_on_a_real_site(client, settings, is_real, request):
    settings.DEBUG = not is_real
    if is_real:
        request.getfixturevalue("teacher")
    page = client.get(LOGIN).text
    assert "demostración" not in page and PASSWORD not in page
