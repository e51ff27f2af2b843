"""Commitments, a row each: what was agreed, where, and how it stands for the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accompaniment.access import in_force
from accompaniment.models import Institution, Post
from reports.downloads.filtering import OfCommitments
from visits.commitments.models import Commitment
from visits.commitments.standings import Standing, standings_of

from .base import Downloaded, Told, at, choice, code, day, number, places_of, text

READ_WITH = ("criterion__version__instrument", "teacher", "visit__companion__user", "visit__campaign")


@dataclass(frozen=True)
class Agreed:
    standing: Standing
    place: Institution | None

    @property
    def commitment(self) -> Any:
        return self.standing.commitment

    @property
    def origin(self) -> Any:
        return self.commitment.visit or self.commitment.session

    @property
    def kind(self) -> str:
        return str(_("visita")) if self.commitment.visit_id else self.commitment.session.get_kind_display()

    @property
    def led_by(self) -> str:
        """Who agreed it with the person: the companion of the visit, or who conducted the session."""
        visit = self.commitment.visit
        return str(visit.companion) if visit else self.commitment.session.facilitator

    @property
    def version(self) -> Any:
        return getattr(self.commitment.criterion, "version", None)


def post_on(day: str) -> Subquery:
    """Where the `teacher` of a row worked on its `day`: the institution; None if nowhere."""
    posts: Any = Post.objects.filter(in_force(OuterRef(day)), teacher=OuterRef("teacher"))  # type: ignore[arg-type]
    return Subquery(posts.order_by("-starts_on", "pk").values("institution")[:1])


class CommitmentsList(Downloaded):
    code = "commitments"
    title = _("compromisos: una fila por compromiso")
    file_name = "compromisos"
    filter = OfCommitments

    @property
    def found(self) -> Any:
        agreed = Commitment.objects.visible_to(self.user).agreed()
        agreed = agreed.annotate(
            agreed_on=Coalesce("visit__visited_on", "session__held_on"),
            place=Coalesce(F("visit__institution"), post_on("session__held_on"), output_field=BigIntegerField()),
        )
        return agreed.order_by("agreed_on", "pk")

    def rows(self, found: Any) -> Iterable[tuple[Any, Agreed]]:
        read = list(found.with_hidden_verdicts(self.user).select_related(*READ_WITH, "session__campaign"))
        places = places_of(one.place for one in read)
        for standing in standings_of(read, by=self.user):
            commitment: Any = standing.commitment
            yield commitment.pk, Agreed(standing, places.get(commitment.place))

    @cached_property
    def told(self) -> list[Told]:
        return [
            code("ID_COMPROMISO", lambda row: row.commitment.pk, width=38),
            code("ID_VISITA", lambda row: row.commitment.visit_id, width=38),
            number("AÑO", lambda row: row.origin.campaign.year),
            *at(lambda row: row.place),
            *self.person(lambda row: row.commitment.teacher),
            text("ORIGEN", lambda row: row.kind),
            day("FECHA_ACUERDO", lambda row: row.standing.agreed_on),
            text("ACORDADO_CON", lambda row: row.led_by, width=28),
            text("INSTRUMENTO", lambda row: row.version.instrument.title if row.version else "", width=30),
            number("VERSION", lambda row: row.version.number if row.version else None),
            text("CRITERIO", lambda row: getattr(row.commitment.criterion, "title", ""), width=40),
            text("COMPETENCIA_MBDD", lambda row: row.commitment.competency),
            text("DESEMPENO", lambda row: row.commitment.performance, width=40),
            text("COMPROMISO", lambda row: row.commitment.action, width=60),
            text("EVIDENCIA_ESPERADA", lambda row: row.commitment.evidence_expected, width=40),
            choice("RESPONSABLE", Commitment.Responsible, lambda row: row.commitment.responsible),
            text("NOMBRE_RESPONSABLE", lambda row: row.commitment.responsible_name, width=24),
            day("PARA_CUANDO", lambda row: row.standing.due_on),
            choice("ESTADO", Commitment.Status, lambda row: row.standing.status),
        ]
