"""The writes of one row of a roster: the person, the post, and who accompanies there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accompaniment.access import reach_of
from accompaniment.accounts.services import same_family_name
from accompaniment.lib.refusals import refuse
from accompaniment.lib.search import name_words
from accompaniment.lib.text import fold
from accompaniment.people.assignments.models import Assignment
from accompaniment.people.assignments.services import AssignmentData, assign, correct_assignment, modality_of
from accompaniment.people.models.companions import Companion
from accompaniment.people.models.posts import Post, Teacher
from accompaniment.people.services import (
    PostData,
    TeacherData,
    correct_post,
    edit_teacher,
    end_post,
    open_post,
    other_posts_meanwhile,
    register_teacher,
)
from accompaniment.territory.models import Institution

from .journal import Journal, snapshot
from .rows import NAMES, RosterRow
from .summary import Result, StoredChange

if TYPE_CHECKING:
    from .importer import RosterImporter

DATES_OF_ASSIGNMENT = {"starts_on": "assigned_on", "ends_on": "assigned_on"}


class RowImport:
    """One row, inside its own savepoint. What it does it notes in `result` and in its own journal."""

    def __init__(self, run: RosterImporter, row: RosterRow, result: Result) -> None:
        self.importer = run
        self.row = row
        self.result = result
        self.journal = Journal()
        self.opened: Post | None = None  # the post that this row opened

    def run(self) -> None:
        row = self.row
        institution = self._institution()
        known = Teacher.objects.filter(document_type=row.document_type, document_number=row.document_number).first()
        if known and Teacher.objects.managed_by(self.importer.by).filter(pk=known.pk).exists():
            self._correct_person(known)
            post = self._post(known, institution) if institution else None
        else:
            post = self._register(known, institution)
        if row.companion and post:
            self._accompany(post)

    def _institution(self) -> Institution | None:
        if not self.row.place:
            return None
        institution = self.importer.institutions.get(self.row.place)
        if institution is None:
            raise refuse("institution", _("No encontramos esta institución en tu UGEL. Revisa el nombre o el código."))
        self.result.place = f"{institution.name} · {institution.code}"
        return institution

    # --- The person ----------------------------------------------------------------------------------------------
    def _register(self, known: Teacher | None, institution: Institution | None) -> Post:
        """Register somebody new here, who may be known from another UGEL that they have left."""
        row = self.row
        self._need("modular_code", institution)
        self._need("starts_on", row.post.get("starts_on"))
        kind = self._need("kind", row.person.get("kind") or (known.kind if known else ""))
        assert institution is not None  # noqa: S101 : asked for above
        before = snapshot(known) if known else None
        person = TeacherData(row.document_type, row.document_number, **{**row.person, "kind": kind})
        post = register_teacher(by=self.importer.by, person=person, post=PostData(institution, **row.post))
        if before is None:
            self.journal.created(post.teacher)
            self.result.is_new("person")
            self._note_namesake(post.teacher)
        else:
            self.journal.changed(post.teacher, before)
            self.result.is_new("arrival")
        return self._opened(post)

    def _note_namesake(self, teacher: Teacher) -> None:
        if other := self.importer.namesake(teacher):
            text = _("Ya hay otra persona con este nombre: %(other)s. Si es la misma, revisa el documento.")
            self.result.notes.append(text % {"other": other.described})
            self.result.namesake = other.key

    def _need(self, column: str, value: Any) -> Any:
        if not value:
            raise refuse(column, _("Este campo es obligatorio."))
        return value

    def _correct_person(self, teacher: Teacher) -> None:
        row = self.row
        self._check_names(teacher)
        known = {name: getattr(teacher, name) for name in TeacherData.__dataclass_fields__}
        given = {name: value for name, value in row.person.items() if _differs(name, known[name], value)}
        if not given:
            return
        before, account = snapshot(teacher), teacher.user
        account_before = snapshot(account) if account else {}
        edit_teacher(by=self.importer.by, teacher=teacher, person=TeacherData(**{**known, **given}))
        self.result.changes += [StoredChange("teacher", name, known[name], value) for name, value in given.items()]
        self.journal.changed(teacher, before)
        if account:
            self.journal.changed(account, account_before)

    def _check_names(self, teacher: Teacher) -> None:
        """A document with another surname is somebody else's: going on would give one person the other's post."""
        last_names, first_names = (self.row.person[name] for name in NAMES)
        has_a_name_in_common = set(name_words(teacher.first_names)) & set(name_words(first_names))
        if not (same_family_name(teacher.last_names, last_names) and has_a_name_in_common):
            text = _(
                "Este documento ya está registrado a nombre de %(name)s. Revisa el número; si es ella, corrige antes"
                " su nombre en su ficha."
            )
            raise refuse("document_number", text % {"name": teacher})

    # --- The post ------------------------------------------------------------------------------------------------
    def _post(self, teacher: Teacher, institution: Institution) -> Post:
        held = self._held_post(teacher, institution)
        if held is None:
            return self._opened(
                open_post(by=self.importer.by, teacher=teacher, post=PostData(institution, **self.row.post))
            )
        before = snapshot(held)
        self._correct_post(held)
        self._end_post(held)
        self.journal.changed(held, before)
        return held

    def _held_post(self, teacher: Teacher, institution: Institution) -> Post | None:
        """The post that the row speaks of: the one of its first day or, without one, the only one not ended."""
        posts = teacher.posts.filter(institution=institution).select_related("institution", "teacher")
        starts_on = self.row.post.get("starts_on")
        if starts_on:
            return posts.filter(starts_on=starts_on).first()
        running = list(posts.exclude(ends_on__lt=self.importer.today)[:2])
        if len(running) == 1:
            return running[0]
        reason = _("Tiene varias plazas ahí: escribe desde cuándo.") if running else _("Este campo es obligatorio.")
        raise refuse("starts_on", reason)

    def _opened(self, post: Post) -> Post:
        self.journal.created(post)
        self.result.is_new("post", post.starts_on, post.ends_on)
        self.opened = post
        if "person" not in self.result.new:
            self._note_other_posts(post)
        return post

    def _note_other_posts(self, post: Post) -> None:
        reach = reach_of(self.importer.by)
        places = {
            str(other.institution) if reach.keeps(other.institution.ugel_id) else _("otra UGEL")
            for other in other_posts_meanwhile(post).select_related("institution")
        }
        if places:
            text = _("En esas fechas también tiene una plaza en %(places)s. Si la dejó, ponle fin.")
            self.result.notes.append(text % {"places": ", ".join(sorted(places))})

    def _correct_post(self, post: Post) -> None:
        given = self.row.post
        old = {"section": post.section, "ages": sorted(post.ages), "cycle": post.cycle}
        if any(given.get(name, value) != value for name, value in old.items()):
            wanted = {"section": old["section"], "ages": old["ages"], "cycle": ""}
            correct_post(post=post, **{name: given.get(name, value) for name, value in wanted.items()})
            self._note_changes(post, old)

    def _end_post(self, post: Post) -> None:
        ends_on = self.row.post.get("ends_on")
        if not ends_on or ends_on == post.ends_on:
            return
        old = post.ends_on
        assignments = [(assignment, snapshot(assignment)) for assignment in post.assignments.all()]
        end_post(post=post, ends_on=ends_on)
        self.result.changes.append(StoredChange("post", "ends_on", old, ends_on))
        for assignment, before in assignments:
            self.journal.changed(assignment, before)

    # --- Who accompanies the person ------------------------------------------------------------------------------
    def _accompany(self, post: Post) -> None:
        held = None if self.opened else self._held_assignment(post)
        try:
            if held:
                self._correct_assignment(held)
            else:
                self._assign(post)
        except ValidationError as refusal:
            # Its dates are not the ones of the post, which stand in columns of their own.
            errors = {DATES_OF_ASSIGNMENT.get(name, name): reasons for name, reasons in refusal.message_dict.items()}
            raise ValidationError(errors) from refusal

    def _documents(self) -> list[str]:
        """The companion's document as it is written, and with the zeros that it may have lost."""
        return [self.row.companion, self.row.companion.zfill(8), self.row.companion.zfill(9)]

    def _held_assignment(self, post: Post) -> Assignment | None:
        """This companion's assignment that has not ended; the one of its first day, when the row says it."""
        rows = post.assignments.filter(companion__user__username__in=self._documents()).select_related("campaign")
        assigned_on = self.row.assignment.get("assigned_on")
        rows = rows.filter(starts_on=assigned_on) if assigned_on else rows
        return rows.not_ended().order_by("starts_on", "pk").first()

    def _companion(self, post: Post) -> Companion:
        for document in self._documents():
            if found := self.importer.companions.get((document, post.institution.ugel_id)):
                return found
        raise refuse(
            "companion", _("Nadie con este documento es acompañante vigente de esta UGEL. Regístrala primero.")
        )

    def _assign(self, post: Post) -> None:
        given, companion = self.row.assignment, self._companion(post)
        campaign = self.importer.campaign(post.institution.ugel_id)
        if campaign is None:
            raise refuse("campaign", _("Tu UGEL no tiene un año abierto: hace falta uno para asignar."))
        others: list[str] = []
        if not self.opened:
            running = post.assignments.in_force().select_related("companion__user")
            others = [str(other.companion) for other in running]
        first_day = max(self.importer.today, campaign.starts_on, post.starts_on, companion.starts_on)
        modality = given.get("modality") or modality_of(companion)
        visits = given.get("visits_owed") or self.importer.visits_owed(campaign, post, modality)
        data = AssignmentData(
            campaign=campaign,
            companion=companion,
            visits_owed=self._need("visits_owed", visits),
            starts_on=given.get("assigned_on") or first_day,
            modality=given.get("modality", ""),
        )
        self.journal.created(assign(post=post, data=data))
        self.result.is_new("assignment", data.starts_on)
        if others:
            self.result.notes.append(_("También la acompaña ahora %(names)s.") % {"names": ", ".join(others)})

    def _correct_assignment(self, assignment: Assignment) -> None:
        old = {"modality": assignment.modality, "visits_owed": assignment.visits_owed}
        wanted = {name: self.row.assignment.get(name, value) for name, value in old.items()}
        if wanted != old:
            before = snapshot(assignment)
            correct_assignment(assignment=assignment, **wanted)
            self._note_changes(assignment, old)
            self.journal.changed(assignment, before)

    def _note_changes(self, row: Post | Assignment, old: dict[str, Any]) -> None:
        """Note the fields of a corrected row that are no longer as they were."""
        found = (
            StoredChange(str(row._meta.model_name), name, value, getattr(row, name)) for name, value in old.items()
        )
        self.result.changes += [change for change in found if change.old != change.new]


def _differs(name: str, known: str, given: str) -> bool:
    """Whether a cell says something else than is known; capitals and accents alone correct no name."""
    if name in NAMES:
        return fold(known) != fold(given)
    return known.casefold() != given.casefold() if name == "email" else known != given
