"""Instruments and practice cases."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accompaniment.tests.at_once import Sending
from rubrics.instruments.services.drafts import InstrumentData, make_instrument
from rubrics.models import InstrumentImport, InstrumentVersion, PracticeAnswer, PracticeCase

from .ground import Case

CRITERION = {"title": "Uno", "short_title": "Uno", "scale": "yes_no", "levels": [{"label": "No"}, {"label": "Sí"}]}


def _own_instrument(cast: Any, title: str) -> InstrumentVersion:
    about = InstrumentData(title=title, teacher_kind="classroom", ugel=cast.ugel)
    return make_instrument(data=about, criteria=[CRITERION])


def new_instrument(cast: Any) -> Case:
    typed = {"title": "Uno solo", "teacher_kind": "classroom", "by_default": "on", "form_id": str(uuid.uuid4())}
    rows = InstrumentVersion.objects.filter(instrument__title="Uno solo")
    return Case([Sending(cast.berta, reverse("rubrics:new"), typed)], rows.count)


def copied_instrument(cast: Any) -> Case:
    typed = {"title": "Una copia", "teacher_kind": "classroom", "form_id": str(uuid.uuid4())}
    path = reverse("rubrics:copy", args=[cast.version.instrument.code, cast.version.number])
    rows = InstrumentVersion.objects.filter(instrument__title="Una copia")
    return Case([Sending(cast.berta, path, typed)], rows.count)


def new_practice_case(cast: Any) -> Case:
    typed = {"case_id": str(uuid.uuid4()), "title": "La siembra", "ugel": cast.ugel.pk, "vignette": "Siembran."}
    path = f"{reverse('rubrics:practice_new')}?version={cast.version.pk}"
    return Case([Sending(cast.berta, path, typed)], PracticeCase.objects.filter(title="La siembra").count)


def new_criterion(cast: Any) -> Case:
    version = _own_instrument(cast, "Con criterios")
    typed = {"title": "Dos", "short_title": "Dos", "scale": "yes_no", "shown": "yes_no", "label-1": "No",
             "label-2": "Sí"}  # fmt: skip
    path = reverse("rubrics:criterion_new", args=[version.instrument.code, version.number])
    return Case([Sending(cast.berta, path, typed)], version.criteria.filter(title="Dos").count)


def publishing(cast: Any) -> Case:
    version = _own_instrument(cast, "Por publicar")
    path = reverse("rubrics:publish", args=[version.instrument.code, version.number])
    rows = InstrumentVersion.objects.filter(pk=version.pk, status="published")
    return Case([Sending(cast.berta, path, {"valid_from": cast.today.isoformat()})], rows.count)


def next_version(cast: Any) -> Case:
    version = _own_instrument(cast, "Con siguiente")
    InstrumentVersion.objects.filter(pk=version.pk).update(status="published")
    path = reverse("rubrics:next", args=[version.instrument.code, version.number])
    return Case([Sending(cast.berta, path)], version.instrument.versions.filter(status="draft").count)


def practice_answer(cast: Any) -> Case:
    case = PracticeCase.objects.create(
        version=cast.version, ugel=cast.ugel, title="x", vignette="x", written_by=cast.berta,
        published_at=timezone.now(),
    )  # fmt: skip
    criterion = cast.version.criteria.first()
    case.references.create(criterion=criterion, value=2, reason="x")
    path = reverse("rubrics:practice_case", args=[case.pk])
    typed = {f"c{criterion.pk}-value": 2, f"c{criterion.pk}-reason": "x"}
    sendings = [Sending(cast.ana, path, {**typed, "answer": str(uuid.uuid4())}) for _n in range(4)]
    return Case(sendings, PracticeAnswer.objects.filter(case=case).count)


def brought_from_a_file(cast: Any) -> Case:
    data = {"code": "traido", "title": "Traído", "teacher_kind": "classroom", "valid_from": cast.today.isoformat()}
    summary = {"data": {**data, "criteria": [CRITERION]}}
    one = InstrumentImport.objects.create(uploaded_by=cast.berta, file_name="x.json", status="done", summary=summary)
    rows = InstrumentVersion.objects.filter(instrument__title="Traído")
    return Case([Sending(cast.berta, reverse("rubrics:import_confirm", args=[one.pk]))], rows.count)


FORMS = [
    new_instrument,
    copied_instrument,
    new_practice_case,
    new_criterion,
    publishing,
    next_version,
    practice_answer,
    brought_from_a_file,
]
