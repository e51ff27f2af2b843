"""Part 1 of the form: prefilled, several days, documents, children counted, and each mistake with its sentence."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from visits.models import Submission, Visit
from visits.record.forms.days import DayRows, require_days_apart

from .payload import payload


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.ana)
    return client


@pytest.fixture
def send(ana, cast):
    def send(visit=None, *, day=None, **changes):
        data = payload(cast.assignment, cast.version, visit=visit, day=day or cast.today, **changes)
        return ana.post(reverse("visits:form", args=[visit.pk if visit else uuid.uuid4()]), data)

    return send


def opened(ana, cast, visit=None):
    url = reverse("visits:form", args=[visit.pk if visit else uuid.uuid4()])
    return ana.get(f"{url}?assignment={cast.assignment.pk}").context["visit_form"]


def test_children_enrolled_come_from_the_last_visit_and_moments_from_the_campaign(ana, cast):
    cast.campaign.moments = ["asamblea", "biohuerto"]
    cast.campaign.save()
    cast.closed_visit(enrolled_boys=11, enrolled_girls=12, with_disability=2, present_boys=9)
    planned = cast.visit(status=Visit.Status.PLANNED)
    for visit_form in (opened(ana, cast), opened(ana, cast, planned)):
        counted = [visit_form.header[n].value() for n in ("enrolled_boys", "enrolled_girls", "with_disability")]
        assert counted == [11, 12, 2]
        assert visit_form.header["present_boys"].value() is None, "who came today is counted today"
        assert [choice for choice, _ in visit_form.header.fields["moments"].choices] == ["asamblea", "biohuerto"]


def test_a_draft_keeps_its_own_counts(ana, cast):
    cast.closed_visit(enrolled_boys=11)
    assert opened(ana, cast, cast.visit(enrolled_boys=3)).header["enrolled_boys"].value() == 3


def days(*rows):
    fields = {"days__TOTAL_FORMS": str(len(rows))}
    for n, (day, starts, ends) in enumerate(rows):
        fields |= {f"days__{n}__day": day, f"days__{n}__starts_at": starts, f"days__{n}__ends_at": ends}
    return fields


def test_a_visit_of_three_days(ana, cast, send):
    first = cast.today - timedelta(days=3)
    second, third = (first + timedelta(days=n) for n in (1, 2))
    rows = days((second.isoformat(), "08:30", "12:00"), (third.isoformat(), "09:00", "10:00"), ("", "", ""))
    assert send(day=first, **rows).status_code == 302
    visit = Visit.objects.get()
    assert [row.day for row in visit.further_days.all()] == [second, third]
    page = ana.get(visit.get_absolute_url()).content.decode()
    assert f"{second:%d/%m/%Y}: 08:30 – 12:00" in page
    send(visit, day=first, **days((third.isoformat(), "09:00", "10:00")))
    assert [row.day for row in visit.further_days.all()] == [third], "what was sent is the whole truth"


@pytest.mark.parametrize(
    ("offset", "starts", "ends", "sentence"),
    [
        (0, "09:00", "10:00", "Ese día ya está"),
        (-1, "09:00", "10:00", "anterior al primero"),
        (1, "10:00", "09:00", "debe ser posterior"),
        (1, "", "10:00", "obligatorio"),
        (10, "09:00", "10:00", "todavía no ha ocurrido"),
    ],
)
def test_a_further_day_that_cannot_be(cast, send, offset, starts, ends, sentence):
    first = cast.today - timedelta(days=3)
    answer = send(day=first, **days(((first + timedelta(days=offset)).isoformat(), starts, ends)))
    assert sentence in answer.content.decode()
    assert not Visit.objects.exists()


def test_the_same_further_day_twice(cast, send):
    first = cast.today - timedelta(days=3)
    again = ((first + timedelta(days=1)).isoformat(), "09:00", "10:00")
    assert "Ese día ya está" in send(day=first, **days(again, again)).content.decode()


def test_a_further_day_after_the_assignment_ended(cast):
    """Whoever no longer accompanies her cannot even open the form: a sending that waited on a device could say this."""
    first = cast.today - timedelta(days=3)
    cast.assignment.ends_on = first
    rows = DayRows(
        {"days-TOTAL_FORMS": 1, "days-INITIAL_FORMS": 0, "days-0-starts_at": "09:00", "days-0-ends_at": "10:00"}
        | {"days-0-day": (first + timedelta(days=1)).isoformat()},
        prefix="days",
    )
    assert rows.is_valid()
    require_days_apart(rows, first, cast.assignment)
    assert "no acompañabas" in rows.forms[0].errors["day"][0]


def test_documents_are_yes_no_or_unanswered(ana, cast, send):
    cast.campaign.documents_asked = ["unidad", "registro", "carpeta"]
    cast.campaign.save()
    inputs = {name: key for key, name in opened(ana, cast).documents.names.items()}
    send(**{f"documents__{inputs['unidad']}": "yes", f"documents__{inputs['registro']}": "no"})
    visit = Visit.objects.get()
    assert visit.documents == {"unidad": True, "registro": False}
    cast.campaign.documents_asked = ["carpeta"]
    cast.campaign.save()
    visit_form = opened(ana, cast, visit)
    assert [field.label for field in visit_form.documents] == ["carpeta", "unidad", "registro"], "answers stay in sight"
    assert visit_form.documents[inputs["registro"]].value() == "no"
    bad = send(visit, **{f"documents__{inputs['unidad']}": "quizá"})
    assert "Escoja una opción válida" in bad.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"visit__present_with_disability": "2", "visit__with_disability": "1"}, "más presentes que matriculados"),
        ({"visit__with_disability": "20"}, "más que matriculados en total"),
        (
            {"visit__present_with_disability": "5", "visit__with_disability": "6", "visit__present_boys": "1"}
            | {"visit__present_girls": "1"},
            "más que presentes en total",
        ),
        ({"visit__present_girls": "10"}, "más presentes que matriculados"),
        ({"visit__enrolled_boys": "mil"}, "número entero"),
        ({"visit__mode": "telephone"}, "Di por qué medio"),
        ({"visit__mode": "asynchronous", "visit__medium": "WhatsApp"}, "Pon el enlace al video"),
        ({"visit__material": "https://"}, "Revisa el enlace"),
        ({"visit__material": "ftp://servidor/video"}, "Revisa el enlace"),
        ({"visit__material": "x" * 401}, "400"),
        ({"visit__visited_on": "2999-01-01"}, "el reloj de tu celular"),
        ({"visit__ends_at": "09:00"}, "debe ser posterior"),
    ],
)
def test_each_mistake_has_its_sentence_and_nothing_is_lost(send, changes, sentence):
    page = send(visit__purpose="Esto no se pierde", **changes).content.decode()
    assert sentence in page
    assert "Esto no se pierde" in page
    assert Visit.objects.count() == Submission.objects.count() == 0


def test_a_day_outside_the_assignment(cast, send):
    cast.assignment.starts_on = cast.today
    cast.assignment.save()
    answer = send(day=cast.today - timedelta(days=1))
    assert "no acompañabas a esta persona" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept", "link"),
    [
        ("https://video.pe/v?id=1&t=2", "https://video.pe/v?id=1&t=2", True),
        ("www.video.pe/v", "https://www.video.pe/v", True),
        ("Fotos de su cuaderno: 3", "Fotos de su cuaderno: 3", False),
        ("javascript:alert(1)", "javascript:alert(1)", False),
    ],
)
def test_what_was_sent_is_a_link_only_when_a_browser_may_open_it(ana, send, typed, kept, link):
    send(visit__mode="asynchronous", visit__medium="WhatsApp", visit__material=typed)
    visit = Visit.objects.get()
    assert visit.material == kept
    page = ana.get(visit.get_absolute_url()).content.decode()
    assert ('rel="noreferrer noopener"' in page) is link
    assert 'href="javascript' not in page


def test_a_visit_of_a_week_of_management_is_kept_and_says_so(ana, cast, send):
    day = cast.today - timedelta(days=cast.today.weekday())
    cast.campaign.blocks = [{"kind": "management", "from": f"{day}", "to": f"{day + timedelta(days=4)}"}]
    cast.campaign.save()
    assert send(day=day).status_code == 302
    visit = Visit.objects.get()
    for url in (visit.get_absolute_url(), reverse("visits:form", args=[visit.pk])):
        assert "emana de gestión" in ana.get(url).content.decode()
    cast.campaign.blocks = [{"kind": "teaching", "from": f"{day}", "to": f"{day + timedelta(days=4)}"}]
    cast.campaign.save()
    assert Visit.objects.get().no_children == ""
