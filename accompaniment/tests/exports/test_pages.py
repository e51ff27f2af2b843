"""Asking for a long list as a file, following it, downloading it: what the pages say, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accompaniment.exports import pages
from accompaniment.exports.exporting import run_export
from accompaniment.exports.making import Incomplete
from accompaniment.exports.models import Export
from accompaniment.jobs import heartbeats, runs
from accompaniment.models import AccessLogEntry, Role, Ugel
from accompaniment.tests.worker import a_mark_came_out

FORM = "application/x-www-form-urlencoded"
PEOPLE = reverse("people_export")


def address(export, name="export"):
    return reverse(name, args=[export.pk])


def logged(user):
    return AccessLogEntry.objects.filter(by=user, what=AccessLogEntry.What.EXPORT).count()


# --- Asking ------------------------------------------------------------------------------------------------------
def test_a_long_list_is_offered_and_nothing_is_made_of_a_look(client, cast, long_lists):
    client.force_login(cast.berta)
    page = client.get(PEOPLE, {"kind": "classroom", "format": "csv", "page": "2"})
    assert "Es 1 registro" in page.text and "docente de aula" in page.text
    assert f"{reverse('export_ask', args=['people'])}?kind=classroom&amp;format=csv" in page.text
    assert not Export.objects.exists() and logged(cast.berta) == 0


def test_words_that_were_typed_stay_sealed(client, cast, long_lists):
    client.force_login(cast.berta)
    found = client.post(reverse("teachers"), "search=1&q=Flores", content_type=FORM)
    page = client.get(PEOPLE + "?" + found.url.partition("?")[2])
    action = page.text.partition('action="/exports/ask/')[2].partition('"')[0]
    assert "words=" in action and "Flores" not in action
    export = client.post("/exports/ask/" + action.replace("&amp;", "&"), follow=True)
    assert Export.objects.get().filters == {"q": ["Flores"]}
    assert "Flores" in export.text


def test_asking_shows_how_far_it_is_and_a_second_look_leads_there(client, cast, long_lists):
    client.force_login(cast.berta)
    page = client.post(f"{reverse('export_ask', args=['people'])}?format=xlsx", follow=True)
    [export] = Export.objects.all()
    assert page.request["PATH_INFO"] == address(export)
    assert f'data-progress-url="{address(export, "export_progress")}"' in page.text and "progress.js" in page.text
    assert client.get(PEOPLE).url == address(export)
    assert long_lists == [export.pk]
    assert logged(cast.berta) == 1


def test_progress_is_told_in_numbers(client, asked):
    export = asked()
    Export.objects.update(status="running", step="Escribir las filas", done=1200, total=20000)
    assert "Van 1,200 de 20,000 registros." in client.get(address(export)).text
    told = client.get(address(export, "export_progress")).json()
    assert (told["percent"], told["how_far"]) == (6, "Van 1,200 de 20,000 registros.")


def test_nobody_works_and_the_page_says_since_when(client, asked):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        export = asked()
        a_mark_came_out()
    assert heartbeats.is_silent(heartbeats.last_seen())
    assert "nadie la atiende desde el" in client.get(address(export)).text


def test_looking_sends_a_lost_one_again(client, asked, sent):
    export = asked()
    Export.objects.update(status="running", attempts=1)
    with time_machine.travel(timezone.now() + runs.RUNNING_LOST_AFTER + timedelta(seconds=1)):
        client.get(address(export, "export_progress"))
    assert sent == [export.pk] * 2


def test_past_the_limit_of_the_hour_nothing_is_prepared(client, cast, sent, settings):
    settings.EXPORTS_AN_HOUR = 0
    client.force_login(cast.berta)
    assert client.post(reverse("export_ask", args=["people"])).status_code == 403
    assert not Export.objects.exists() and logged(cast.berta) == 0


def test_an_unknown_list_is_none(client, cast):
    client.force_login(cast.berta)
    assert client.post(reverse("export_ask", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(("code", "who"), [("people", "ana"), ("companions", "alma"), ("institutions", "diana")])
def test_whoever_may_not_take_a_list_may_not_ask_for_it(client, cast, code, who):
    client.force_login(getattr(cast, who))
    assert client.post(reverse("export_ask", args=[code])).status_code == 403
    assert not Export.objects.exists()


# --- Downloading -------------------------------------------------------------------------------------------------
def test_the_file_comes_whole_and_each_download_is_logged(client, cast, made):
    export = made()
    for n in (2, 3):
        answer = client.get(address(export, "export_file"))
        assert int(answer["Content-Length"]) == export.size == len(b"".join(answer.streaming_content))
        assert f'filename="{export.file_name}"' in answer["Content-Disposition"]
        assert logged(cast.berta) == n
    page = client.get(address(export)).text
    assert export.sha256 in page and address(export, "export_file") in page


def test_a_csv_has_its_legend_beside_it(client, made):
    export = made("people", "format=csv&kind=classroom")
    answer = client.get(address(export, "export_legend"))
    assert "attachment" in answer["Content-Disposition"]
    for said in (export.file_name, "Filtro: Cargo: docente de aula", "Registros en este archivo: 1", export.sha256):
        assert said in answer.text
    assert address(export, "export_legend") in client.get(address(export)).text


def test_a_workbook_needs_none(client, made):
    assert "leyenda" not in client.get(address(made("people", "format=xlsx"))).text


@pytest.mark.parametrize("name", ["export", "export_progress", "export_file", "export_legend"])
def test_only_who_asked_finds_it(client, cast, made, name):
    export = made()
    for other in (cast.carla, cast.alma, cast.ana):
        client.force_login(other)
        assert client.get(address(export, name)).status_code == 404
    client.logout()
    assert client.get(address(export, name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["export", "export_progress", "export_file", "export_legend"])
def test_a_right_that_ended_ends_with_a_reason(client, cast, made, name):
    export = made()
    Role.objects.filter(user=cast.berta).update(ends_on=cast.today - timedelta(days=1))
    refused = client.get(address(export, name))
    assert refused.status_code == 403 and "especialista" in refused.text


def test_a_ugel_that_is_no_longer_hers_takes_the_file_with_it(client, cast, made):
    both = Role.objects.create(
        user=cast.berta, kind=Role.Kind.SPECIALIST, ugel=cast.other_ugel, starts_on=cast.today - timedelta(days=9)
    )
    export = made("institutions")
    assert client.get(address(export, "export_file")).status_code == 200
    both.delete()
    refused = client.get(address(export, "export_file"))
    assert refused.status_code == 403 and "ya no están a tu cargo" in refused.text
    assert Ugel.objects.managed_by(cast.berta).exists()


def test_past_its_time_the_page_says_so_and_there_is_no_file(client, made):
    export = made()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert "pasó el plazo" in client.get(address(export)).text
        assert client.get(address(export, "export_file")).url == address(export)
        assert "vencido" in client.get(reverse("exports")).text


@pytest.mark.parametrize("lost", [True, False])
def test_a_file_that_is_gone_or_changed_is_not_handed_out(client, made, lost):
    export = made()
    default_storage.delete(export.file.name)
    if not lost:
        with default_storage.open(export.file.name, "wb") as file:
            file.write(b"something else")
    assert client.get(address(export, "export_file")).status_code == (410 if lost else 500)


# --- Calling off, asking again -----------------------------------------------------------------------------------
def test_called_off_it_is_gone(client, asked):
    export = asked()
    answer = client.post(address(export, "export_remove"), follow=True)
    assert "No se prepara más" in answer.text and not Export.objects.exists()
    run_export(export.pk)


def test_a_file_can_be_taken_away_before_its_time(client, made, private_folder):
    export = made()
    client.post(address(export, "export_remove"))
    assert not Export.objects.exists() and not list(private_folder.rglob("*.csv"))


def test_after_a_failure_it_is_asked_for_again(client, asked, sent):
    export = asked("people", "format=xlsx&kind=classroom")
    Export.objects.update(status="failed", error=runs.UNEXPECTED)
    assert "Pedir otra vez" in client.get(address(export)).text
    again = client.post(address(export, "export_again"))
    [new] = Export.objects.all()
    assert (new.filters, new.form, new.status, again.url) == (export.filters, "xlsx", "queued", address(new))
    assert sent == [export.pk, new.pk]
    assert client.post(address(new, "export_again")).url == address(new)
    assert len(sent) == 2


def test_one_person_has_three_on_their_way_at_most(client, asked, sent):
    first = asked("people", "q=a")
    asked("people", "q=b")
    asked("institutions")
    refused = client.post(reverse("export_ask", args=["people"]) + "?q=d", follow=True)
    assert "Ya tienes 3 archivos preparándose" in refused.text and len(sent) == 3
    Export.objects.filter(pk=first.pk).update(status="failed")
    asked("people", "q=d")
    assert "Ya tienes 3" in client.post(address(first, "export_again"), follow=True).text
    assert Export.objects.count() == 4


@pytest.mark.parametrize("name", ["export_again", "export_remove"])
def test_nobody_else_does_either(client, cast, asked, name):
    export = asked()
    client.force_login(cast.carla)
    assert client.post(address(export, name)).status_code == 404
    assert Export.objects.get().status == "queued"


def test_the_list_has_her_own_alone_and_few_questions(client, cast, made, django_assert_max_num_queries):
    for query in ("format=csv", "format=xlsx", "format=csv&q=x"):
        made("people", query)
    with django_assert_max_num_queries(12):
        mine = client.get(reverse("exports"))
    assert mine.text.count("app-list-title") == 3 and "Nombre o documento: x" in mine.text
    client.force_login(cast.carla)
    assert "Todavía no pediste" in client.get(reverse("exports")).text


def test_a_short_list_that_changes_while_it_is_written_is_not_cut(client, cast, monkeypatch):
    def changed(*arguments, **options):
        raise Incomplete

    monkeypatch.setattr(pages, "make_file", changed)
    client.force_login(cast.berta)
    assert "cambió mientras se escribía" in client.get(PEOPLE, follow=True).text
