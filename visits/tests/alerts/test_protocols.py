"""What must be done about each kind of alert, and a UGEL that checks it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accompaniment.models import Role, TrackedChange
from visits.alerts.forms import LIMITS
from visits.alerts.protocols import Step, check_protocol, protocol_of, protocols_of
from visits.models import Alert, AlertProtocol

from .said import raised


@pytest.fixture
def berta(client, cast):
    client.force_login(cast.berta)
    return client


def url(cast, kind="physical"):
    return reverse("visits:alert_protocol", args=[cast.ugel.pk, kind])


def test_every_kind_comes_with_steps_limits_and_a_source(cast):
    protocols = protocols_of(cast.ugel)
    assert [one.kind for one in protocols] == Alert.Kind.values
    for one in protocols:
        assert one.checked is None and one.norm
        assert all(step.text and step.source and step.limit in LIMITS for step in one.steps)
        assert any(step.limit == "1" for step in one.steps)


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("physical", {"Registrar en SíseVe": "3", "Comunicar a la UGEL": "3"}),
        ("sexual", {"Registrar en SíseVe": "1", "Informe a la UGEL": "2"}),
        ("family", {"Derivar al Centro de Emergencia Mujer": "24h"}),
    ],
)  # fmt: skip
def test_limits_are_those_of_the_norm(cast, kind, limits):
    steps = {step.text: step.limit for step in protocol_of(cast.ugel, kind).steps}
    assert limits.items() <= steps.items()
    assert any("SíseVe" in text and "no va" not in text for text in steps) is (kind != "family")


def test_what_a_ugel_checked_holds_there_from_then_on(cast):
    before = raised(cast)
    check_protocol(ugel=cast.ugel, kind="physical", steps=[Step("Llamar", "1", "Acta 3")], by=cast.berta)
    after = raised(cast, description="Otra vez")
    assert [step.text for step in after.steps.all()] == ["Llamar"]
    assert before.steps.count() == 8
    assert protocol_of(cast.other_ugel, "physical").checked is None
    assert TrackedChange.objects.filter(model="visits.alertprotocol", ugel=cast.ugel).exists()


def test_without_steps_nobody_would_know_what_to_do(cast):
    with pytest.raises(ValidationError, match="al menos un paso"):
        check_protocol(ugel=cast.ugel, kind="other", steps=[], by=cast.berta)


def test_the_page_changes_adds_and_drops_steps(berta, cast):
    page = berta.get(url(cast, "family"))
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name != "opened"}
    data |= {"text_0": "Avisar primero a la UGEL", "text_1": "", "limit_1": "", "source_1": "", "checked": "on"}
    data |= {"text_7": "Visitar a la familia", "limit_7": "10"}
    answer = berta.post(url(cast, "family"), data)
    assert answer.status_code == 302
    steps = protocol_of(cast.ugel, "family").steps
    assert steps[0].text == "Avisar primero a la UGEL" and steps[-1] == Step("Visitar a la familia", "10")
    assert len(steps) == 6
    assert AlertProtocol.objects.get().checked_by == cast.berta
    assert "revisado el" in berta.get(reverse("visits:alert_protocols", args=[cast.ugel.pk])).text


def test_a_step_says_until_when_and_only_a_checked_one_is_saved(berta, cast):
    page = berta.post(url(cast), {"text_0": "Llamar a la familia"})
    assert "Di hasta cuándo." in page.text and "Guárdalo cuando esté revisado." in page.text
    assert "Llamar a la familia" in page.text
    assert not AlertProtocol.objects.exists()


def test_whoever_answers_for_alerts_checks_them_too(client, cast):
    Role.objects.create(user=cast.olga, kind=Role.Kind.SAFEGUARDING, ugel=cast.ugel, starts_on=cast.today)
    client.force_login(cast.olga)
    assert client.get(url(cast)).status_code == 200
    assert client.get(reverse("visits:alert_protocol", args=[cast.other_ugel.pk, "other"])).status_code == 404
    assert client.get(reverse("visits:alert_protocol", args=[cast.ugel.pk, "nada"])).status_code == 404


def test_who_saves_second_sees_first_what_the_other_changed(berta, cast):
    form = berta.get(url(cast, "other")).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"checked": "on"}
    check_protocol(ugel=cast.ugel, kind="other", steps=[Step("Llamar a la UGEL", "1")], by=cast.berta)
    page = berta.post(url(cast, "other"), data | {"text_0": "Otra cosa"})
    assert "ahora dice «Llamar a la UGEL»" in page.text
    assert protocol_of(cast.ugel, "other").steps[0].text == "Llamar a la UGEL"
