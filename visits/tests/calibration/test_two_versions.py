"""Two versions of a second observer's sheet: the one that came later waits before her until she decides."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from visits.calibration.pairs import close_observation, settle_version
from visits.models import PairedScore, PairedSubmission

from .pairs import invited, sheet


@pytest.fixture
def two_versions(client, cast):
    """Olga's observation, and what she sent from another telephone on an older revision of it."""
    pair = invited(cast, cast.visit())
    criterion = pair.visit.version.criteria.first()
    client.force_login(cast.olga)
    client.post(pair.get_absolute_url(), sheet(pair))
    client.post(pair.get_absolute_url(), sheet(pair, **{f"score-{criterion.pk}-evidence": "Desde el otro teléfono"}))
    pair.refresh_from_db()
    return pair


def shown(page):
    """What a browser sends of the form that a page shows."""
    form = page.context["pair_form"]
    fields = [form.envelope[name] for name in form.envelope.fields]
    fields += [one[name] for one in form.scores for name in one.fields]
    return {f.html_name: f.value() for f in fields if f.value() not in (None, False)}


def test_another_version_waits_wherever_the_observation_is_told(client, cast, two_versions):
    for _ in range(2):  # however often it is opened
        page = client.get(two_versions.get_absolute_url()).text
        assert "Hay otra versión de tu observación" in page
        assert "Desde el otro teléfono" in page and "Vi: Involucra" in page
    for url in (reverse("home"), reverse("visits:calibration")):
        assert "dos versiones" in client.get(url).text
    with pytest.raises(ValidationError, match="decide antes cuál queda"):
        close_observation(pair=two_versions)


def test_saving_it_settles_it(client, cast, two_versions):
    url = two_versions.get_absolute_url()
    assert client.post(url, shown(client.get(url))).status_code == 302
    assert PairedScore.objects.filter(evidence="Desde el otro teléfono").exists()
    assert "Hay otra versión" not in client.get(url).text
    two_versions.refresh_from_db()
    close_observation(pair=two_versions)


def test_staying_with_what_is_saved_settles_it(client, cast, two_versions):
    url = two_versions.get_absolute_url()
    version = client.get(url).context["version"]
    page = client.post(url, {"keep": str(version.pk)}, follow=True).text
    assert "Queda lo que ya estaba guardado." in page and "Hay otra versión" not in page
    assert not PairedScore.objects.filter(evidence="Desde el otro teléfono").exists()
    settled = two_versions.submissions.get(outcome=PairedSubmission.Outcome.SETTLED)
    assert "Desde el otro teléfono" in str(settled.payload)


def test_what_came_meanwhile_leaves_it_waiting(client, cast, two_versions):
    url = two_versions.get_absolute_url()
    opened = shown(client.get(url))
    client.post(url, sheet(two_versions))
    assert "Hay otra versión" in client.post(url, opened).text
    assert two_versions.submissions.waiting().count() == 2


def test_nobody_settles_anothers(cast, two_versions):
    other = invited(cast, cast.visit())
    version = two_versions.submissions.waiting().get()
    settle_version(pair=other, version=version.pk)
    assert two_versions.submissions.waiting().exists()
