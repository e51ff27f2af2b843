"""All that was sent of a visit, for whoever wrote it: listed, read in words, brought back."""

import uuid

import pytest
from django.urls import reverse

from accompaniment.models import AccessLogEntry, Companion
from visits.closing.services import close_visit
from visits.models import Submission, Visit
from visits.plan.endings import hand_on
from visits.record.receive import REMEMBERED

from .choosing import choose, comparison, notes, write


def test_each_version_is_listed_with_what_became_of_it_and_opens_in_words(ana, cast, visit, waiting):
    choose(ana, comparison(ana, visit), every="sent")
    page = ana.get(reverse("visits:history", args=[visit.pk]))
    assert [one.outcome for one in page.context["versions"]] == ["saved", "merged", "saved", "saved"]
    assert reverse("visits:history", args=[visit.pk]) in ana.get(reverse("visits:detail", args=[visit.pk])).text
    earlier = reverse("visits:history_entry", args=[visit.pk, page.context["versions"][2].pk])
    assert earlier in page.text
    read = ana.get(earlier)
    assert "Las niñas eligen los bloques" in read.text
    assert "diagnóstico" in read.text


def test_an_earlier_version_is_brought_back_through_the_comparison_as_a_new_revision(ana, cast, visit):
    write(ana, cast, visit.pk, base=2, notes__0__text="Borré todo", notes__0__noted_at="")
    earlier = visit.submissions.earliest("received_at")
    page = ana.get(reverse("visits:compare", args=[visit.pk, earlier.pk]))
    choose(ana, page, every="sent")
    visit.refresh_from_db()
    earlier.refresh_from_db()
    assert (notes(visit), visit.revision) == (["Las niñas eligen los bloques"], 4)
    assert earlier.outcome == "saved"


def test_what_a_choice_wrote_over_stays_among_the_versions(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(2):
        write(ana, cast, visit_id, base=base, automatic=True, notes__0__text=f"Por sí sola {base}")
    visit = Visit.objects.get()
    write(ana, cast, visit_id, base=1, notes__0__text="Otra")
    choose(ana, comparison(ana, visit), every="sent")
    for base in range(3, 4 + REMEMBERED):
        write(ana, cast, visit_id, base=base, automatic=True)
    texts = [one.payload["notes-0-text"] for one in visit.submissions.whole()]
    assert ["Por sí sola 1"] in texts


def test_what_a_page_said_again_later_is_not_listed(ana, cast):
    visit_id = uuid.uuid4()
    for base in range(3):
        write(ana, cast, visit_id, base=base, automatic=True)
    emptied = Submission.objects.compacted().first()
    assert len(ana.get(reverse("visits:history", args=[visit_id])).context["versions"]) == 1
    for page in ("visits:history_entry", "visits:compare"):
        assert ana.get(reverse(page, args=[visit_id, emptied.pk])).status_code == 404


@pytest.mark.parametrize("page", ["visits:history_entry", "visits:compare"])
def test_a_version_of_another_visit_is_none_of_this_one(ana, cast, visit, page):
    other = uuid.uuid4()
    write(ana, cast, other, base=0)
    strange = Submission.objects.get(visit=other)
    assert ana.get(reverse(page, args=[visit.pk, strange.pk])).status_code == 404


def test_a_closed_visit_lets_its_author_read_its_versions_and_bring_none(ana, visit):
    close_visit(visit=visit)
    version = visit.submissions.first()
    read = ana.get(reverse("visits:history_entry", args=[visit.pk, version.pk]))
    assert read.status_code == 200
    assert reverse("visits:compare", args=[visit.pk, version.pk]) not in read.text


def test_opening_a_version_is_logged(ana, cast, visit):
    ana.get(reverse("visits:history_entry", args=[visit.pk, visit.submissions.first().pk]))
    assert AccessLogEntry.objects.get().teacher == cast.tania


# --- A visit that was handed on --------------------------------------------------------------------------------------


def test_the_one_who_finishes_it_decides_and_reads_no_private_notes(ana, client, cast, visit, waiting):
    hand_on(visit=visit, receiver=Companion.objects.get(user=cast.olga))
    client.force_login(cast.olga)
    page = comparison(client, visit)
    entry = client.get(reverse("visits:history_entry", args=[visit.pk, waiting.pk]))
    assert entry.status_code == 200
    assert "Conversar con calma sobre su carga" not in page.text + entry.text
    assert reverse("visits:conflict", args=[visit.pk]) in client.get(reverse("home")).text
    choose(client, page, every="sent")
    visit.refresh_from_db()
    assert notes(visit) == ["Otra"]
    assert visit.private_notes == "Conversar con calma sobre su carga"


def test_whoever_handed_it_on_reads_her_versions_and_decides_nothing(ana, cast, visit, waiting):
    hand_on(visit=visit, receiver=Companion.objects.get(user=cast.olga))
    assert waiting in ana.get(reverse("visits:history", args=[visit.pk])).context["versions"]
    page = comparison(ana, visit)
    assert "Guardar lo elegido" not in page.text
    assert choose(ana, page, every="saved").status_code == 403
    assert reverse("visits:conflict", args=[visit.pk]) not in ana.get(reverse("home")).text
