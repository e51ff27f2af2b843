"""What was typed comes back after the session had ended, from any form: to its writer, where it was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accompaniment.lib.drafts import MOST, writer_token
from accompaniment.people.forms import TeacherForm
from reports.tests.world import World

ROOT = Path(__file__).parents[2]
TEXT = "Lo que escribí antes de que se cerrara mi sesión"
COMES_BACK = "Esto es lo que escribiste y todavía no estaba guardado."


@pytest.fixture
def world(cast: Any) -> World:
    return World(cast)


def field(name: str, **others: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {name: TEXT, **others}


# Who writes, on which page, and what; the address it is sent to is the page's own.
FORMS: dict[str, tuple[str, Callable[[World], Any], Callable[[World], dict[str, Any]]]] = {
    "pair_form": (
        "olga",
        lambda w: reverse("visits:pair", args=[w.pair.pk]),
        lambda w: {f"score-{w.pair.visit.version.criteria.first().pk}-evidence": TEXT},
    ),
    "correction": (
        "ana",
        lambda w: reverse("visits:correct", args=[w.closed.pk]),
        lambda w: {"reason": TEXT, "visit-visited_on": "2026-01-01"},
    ),
    "self_assessment": (
        "tania",
        lambda w: reverse("visits:self_assessment", args=[w.closed.pk]),
        lambda w: {f"self-{w.closed.version.criteria.first().pk}-reason": TEXT},
    ),
    "new_person": ("berta", lambda w: reverse("teacher_new"), field("last_names")),
    "a_persons_data": (
        "berta",
        lambda w: reverse("teacher_edit", args=[w.cast.tania.pk]),
        lambda w: {**TeacherForm.initial_of(w.cast.tania), "mother_tongue": TEXT[:20]},
    ),
    "campaign": ("berta", lambda w: reverse("campaign_edit", args=[w.cast.campaign.pk]), field("slogan")),
    "plan": ("ana", lambda w: reverse("visits:plan", args=[w.cast.assignment.pk]), field("purpose")),
    "cancel": ("ana", lambda w: reverse("visits:cancel", args=[w.planned.pk]), field("detail")),
    "annul": ("berta", lambda w: reverse("reports:document_annul", args=[w.document.pk]), field("reason")),
    "decline": ("olga", lambda w: reverse("visits:pair_decline", args=[w.pair.pk]), field("reason")),
    "contact": (
        "ana",
        lambda w: reverse("visits:contact_edit", args=[w.contact_draft.pk]),
        lambda w: {"talked": TEXT, "assignment": w.cast.assignment.pk},
    ),
    "written_plan": ("ana", lambda w: reverse("reports:plan_edit", args=[w.plan.pk]), field("agreements")),
    "role": ("alma", lambda w: reverse("role_new"), field("first_names")),
}


@pytest.mark.parametrize("name", FORMS)
def test_it_comes_back_where_it_was_typed(client: Client, world: World, name: str) -> None:
    who, url_of, typed_of = FORMS[name]
    url, typed, user = url_of(world), typed_of(world), world.user(who)
    client.force_login(user)
    page = client.get(url).content.decode()
    token = re.search(r'name="writer" value="([^"]+)"', page)
    assert token, "the form says who writes it"
    client.logout()

    answer = client.post(url, {**typed, "writer": token[1]})
    assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    client.force_login(user)
    page = client.get(url).content.decode()
    assert COMES_BACK in page
    assert TEXT[:20] in page


@pytest.mark.parametrize(
    ("who", "route", "typed"),
    [
        ("tania", "visits:comment", {"text": TEXT}),
        ("tania", "visits:acknowledge", {"verdict": "agrees", "remark": TEXT}),
    ],
)
def test_sent_from_another_page_it_waits_on_that_one(
    client: Client, world: World, who: str, route: str, typed: dict[str, str]
) -> None:
    user, page, target = world.user(who), world.closed.get_absolute_url(), reverse(route, args=[world.closed.pk])
    sent = {**typed, "writer": writer_token(user)}
    answer = client.post(target, sent, headers={"Referer": f"http://testserver{page}"})
    assert answer.url == f"{reverse('account_login')}?next={page}"
    client.force_login(user)
    shown = client.get(page).content.decode()
    assert TEXT in shown and COMES_BACK in shown
    client.post(target, {**typed, "comment_id": "6b1f7b1e-8f4f-4f0e-9d5a-0a4c3f3e7a11"})
    assert COMES_BACK not in client.get(page).content.decode(), "once sent it waits no more"


def test_an_address_that_only_takes_forms_has_a_page_of_ours(client: Client, world: World) -> None:
    client.force_login(world.user("tania"))
    answer = client.get(reverse("visits:comment", args=[world.closed.pk]))
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Aquí no hay una página" in answer.content.decode()
    told = client.get(reverse("visits:comment", args=[world.closed.pk]), headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["state"]) == (405, "refused")


def test_what_another_typed_here_is_not_shown(client: Client, world: World) -> None:
    url = reverse("teacher_new")
    client.post(url, {"last_names": TEXT, "writer": writer_token(world.user("berta"))})
    client.force_login(world.user("carla"))
    assert TEXT not in client.get(url).content.decode()


def test_two_windows_both_wait(client: Client, world: World) -> None:
    berta = world.user("berta")
    edit = reverse("campaign_edit", args=[world.cast.campaign.pk])
    for url, typed in ((reverse("teacher_new"), {"last_names": TEXT}), (edit, {"slogan": TEXT})):
        client.post(url, {**typed, "writer": writer_token(berta)})
    client.force_login(berta)
    assert TEXT in client.get(reverse("teacher_new")).content.decode()
    assert TEXT in client.get(edit).content.decode()


def test_the_oldest_of_many_makes_room(client: Client, world: World) -> None:
    berta = world.user("berta")
    for n in range(MOST + 1):
        client.post(f"{reverse('teacher_new')}", {"last_names": TEXT, "writer": writer_token(berta)})
        client.post(reverse("teacher_edit", args=[world.cast.tania.pk]), {"x": n, "writer": writer_token(berta)})
    assert len(client.session["kept_forms"]) <= MOST


def test_a_secret_is_never_kept(client: Client, world: World) -> None:
    url = reverse("visits:close", args=[world.draft.pk])
    client.post(url, {"means": "pin", "pin": "274093", "writer": writer_token(world.user("ana"))})
    assert "274093" not in str(dict(client.session))


def test_a_script_hears_it_on_every_page(client: Client, world: World) -> None:
    for _, url_of, _ in FORMS.values():
        answer = client.post(url_of(world), {}, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.json()) == (401, {"state": "signed_out"})


# --- Every form, also those to come -----------------------------------------------------------------------------------
FILLED_IN = re.compile(r"\|crispy|{% crispy|as_field|<textarea|<select|type=\"text\"")
NOT_KEPT = {
    "accounts/access_confirm.html": "asks for a password",
    "campaigns/campaign_image.html": "a file",
    "roster/roster_upload.html": "a file",
    "territory/networks_import.html": "a file",
    "groups/materials.html": "a file",
    "groups/mark.html": "a button alone",
    "groups/rate.html": "answers without a name are kept nowhere under one",
    "instruments/import.html": "a file",
    "instruments/import_preview.html": "a choice alone",
    "record/attachments.html": "a file",
    "registry/registry_preview.html": "a tick alone",
}


def test_every_form_that_is_filled_in_says_who_writes_it() -> None:
    silent = []
    for page in sorted((ROOT / "templates").rglob("*.html")):
        name = page.relative_to(ROOT / "templates").as_posix()
        if name.split("/")[0] in ("account", "mfa", "socialaccount") or name.endswith(tuple(NOT_KEPT)):
            continue
        if "/entry/" in name:
            continue
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page.read_text("utf-8"), re.DOTALL)
        written = [form for form in forms if "{% search %}" not in form]  # searching changes nothing
        silent += [name for form in written if FILLED_IN.search(form) and "{% writer %}" not in form]
    assert not silent


def test_every_page_uses_this_guard() -> None:
    sources = [
        path for floor in ("accompaniment", "rubrics", "visits", "reports") for path in (ROOT / floor).rglob("*.py")
    ]
    named = "django.contrib.auth.decorators"
    assert not [str(path) for path in sources if "tests" not in path.parts and named in path.read_text("utf-8")]
