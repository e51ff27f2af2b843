"""What documents of several kinds say alike, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accompaniment.models import Companion, Teacher

if TYPE_CHECKING:
    from accompaniment.models import Assignment, Campaign, Institution, Post, Ugel

# Under a signature stands an office, in words that fit every person who holds it.
SIGNS_AS = {
    Companion.Kind.EXTERNAL.value: gettext_lazy("acompañante"),
    Companion.Kind.COORDINATOR.value: gettext_lazy("coordinación del programa"),
    Companion.Kind.INTERNAL.value: gettext_lazy("dirección o persona delegada"),
    Teacher.Kind.CLASSROOM.value: gettext_lazy("docente de aula"),
    Teacher.Kind.PROMOTER.value: gettext_lazy("promotor(a) educativo(a) comunitario(a)"),
    Teacher.Kind.ASSISTANT.value: gettext_lazy("auxiliar de educación"),
}


def campaign_data(campaign: Campaign) -> dict[str, Any]:
    return {
        "year": campaign.year,
        "letterhead": campaign.letterhead_lines,
        "image": campaign.letterhead_image,
        "slogan": campaign.slogan,
        "norms": [norm.citation for norm in campaign.norms.all()],
    }


def companion_data(assignment: Assignment) -> dict[str, Any]:
    user = assignment.companion.user
    return {
        "name": user.get_full_name(),
        "document_type": _("DNI") if len(user.username) == 8 else _("Documento"),
        "document": user.username,
        "kind": str(assignment.companion.get_kind_display()),
        "signs_as": _signs_as(assignment.companion, user.treatment),
        "modality": str(assignment.get_modality_display()),
    }


def _signs_as(row: Companion | Teacher, treatment: str) -> str:
    """What stands below somebody's name: as they are called where they said how, else so that it fits anybody."""
    return str(row.get_kind_display() if treatment else SIGNS_AS[row.kind])


def institution_data(place: Institution, ugel: Ugel) -> dict[str, Any]:
    return {
        "id": place.pk,
        "name": place.name,
        "code": place.code,
        "kind": str(place.get_kind_display()),
        "is_programme": place.is_pronoei,
        "network": place.network.name if place.network else "",
        "ugel": ugel.name,
        "region": ugel.region.name,
        "management": place.management,
        "place": place.place,
        "address": place.address,
        "district": place.district,
        "province": place.province,
        "area": str(place.get_area_display()),
    }


def person_data(teacher: Teacher, post: Post) -> dict[str, Any]:
    return {
        "name": teacher.full_name,
        "document_type": str(teacher.get_document_type_display()),
        "document": teacher.document_number,
        "kind": teacher.kind,
        "treatment": teacher.treatment,
        "kind_name": str(teacher.get_kind_display()),
        "signs_as": _signs_as(teacher, teacher.treatment),
        "contract": str(teacher.get_contract_display()),
        "section": post.section,
        "ages": str(post.ages_text),
        "cycle": str(post.get_cycle_display()),
    }
