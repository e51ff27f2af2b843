"""manage.py draw_data_model: draw the tables of the project, a picture a room, in docs/data-model.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model, UniqueConstraint

PAGE = Path(settings.BASE_DIR) / "docs" / "data-model.md"
HEAD = """\
# The tables, by room

Drawn by `.venv/bin/python manage.py draw_data_model` from the models themselves: do not edit it. A test fails while
it is not current (`accompaniment/tests/test_data_model.py`); run the command again and commit what it wrote.

Each picture shows the tables of one room with what identifies a row: its primary key (PK), its keys to other rows
(FK), what is unique by itself (UK) or together with others. The model has the rest. A line joins two tables of the
room, dotted where the database does not enforce the key; of a key to another room the target stands beside it. What
the words mean: [glossary.md](glossary.md).
"""
TYPES = {
    "AutoField": "integer",
    "BigAutoField": "bigint",
    "PositiveSmallIntegerField": "integer",
    "PositiveIntegerField": "integer",
}

Rooms = dict[str, list[type[Model]]]


class Command(BaseCommand):
    help = "Draw the tables of the project by room in docs/data-model.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is not current")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = draw()
        if not check:
            PAGE.write_text(page, encoding="utf-8")
        elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
            raise CommandError(f"docs/{PAGE.name} is not current: run manage.py draw_data_model and commit it.")


def draw() -> str:
    """Return the page; the same models give the same text, whatever the database and the order of imports."""
    houses = {app.label: _rooms(app) for app in _own_apps()}
    parts = [HEAD, _contents(houses)]
    for label, rooms in houses.items():
        parts.append(f"## {label}\n")
        parts.extend(_draw_room(room, models) for room, models in rooms.items())
    return "\n".join(parts)


def room_of(model: type[Model]) -> str:
    """Return the room of a model by where it is written: `people` for accompaniment.people.models."""
    return model.__module__.split(".")[1]


def _own_apps() -> list[AppConfig]:
    """The apps of this repository that have tables, in the order of INSTALLED_APPS."""
    ours = [app for app in apps.get_app_configs() if Path(app.path).parent == Path(settings.BASE_DIR)]
    return [app for app in ours if any(app.get_models())]


def _rooms(app: AppConfig) -> Rooms:
    rooms: Rooms = defaultdict(list)
    for model in sorted(app.get_models(include_auto_created=True), key=lambda model: model.__name__):
        rooms[room_of(model)].append(model)
    return dict(sorted(rooms.items()))


def _contents(houses: dict[str, Rooms]) -> str:
    lines = ["| app | room | tables | keys to |", "|---|---|---|---|"]
    for label, rooms in houses.items():
        for room, models in rooms.items():
            leads_to = {_place(key) for model in models for key in _keys(model) if not _is_within(key)}
            lines.append(f"| {label} | {room} | {len(models)} | {', '.join(sorted(leads_to)) or '–'} |")
    return "\n".join(lines) + "\n"


def _draw_room(room: str, models: list[type[Model]]) -> str:
    lines = [f"### {room}\n", "```mermaid", "erDiagram"]
    for model in models:
        lines += [f"  {model.__name__} {{", *(f"    {line}" for line in _fields(model)), "  }"]
    lines += [f"  {_line(key)}" for model in models for key in _keys(model) if _is_within(key)]
    lines += ["```", "", *(_described(model) for model in models), ""]
    return "\n".join(lines)


def _keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _fields(model: type[Model]) -> Iterator[str]:
    """Yield the fields that identify a row, as Mermaid writes them."""
    together = {name for names, _ in _unique_together(model) for name in names}
    for field in model._meta.concrete_fields:
        marks = _marks(field)
        if marks or field.name in together:
            yield " ".join(filter(None, [_type(field), field.name, ", ".join(marks), _target(field)]))


def _marks(field: Any) -> list[str]:
    held = {"PK": field.primary_key, "FK": field.is_relation, "UK": field.unique and not field.primary_key}
    return [mark for mark, holds in held.items() if holds]


def _target(field: Any) -> str:
    """Where a key to another room leads; empty for every other field."""
    if not field.is_relation or _is_within(field):
        return ""
    return f'"{_place(field)}: {field.related_model.__name__}"'


def _is_within(key: Any) -> bool:
    """Whether a key leads to a table of its own room."""
    return key.related_model._meta.app_label == key.model._meta.app_label and _place(key) == room_of(key.model)


def _place(key: Any) -> str:
    """The room that a key leads to, after its app where that is another one; of a foreign app its name alone."""
    target, app = key.related_model, key.related_model._meta.app_label
    if target._meta.app_config not in _own_apps():
        return str(app)
    return room_of(target) if app == key.model._meta.app_label else f"{app}.{room_of(target)}"


def _type(field: Any) -> str:
    """The type of a column by Django's name for it, which is the same on every database."""
    while field.is_relation:
        field = field.target_field
    name = field.get_internal_type()
    return TYPES.get(name, name.removesuffix("Field").lower())


def _line(key: Any) -> str:
    one = "|o" if key.null else "||"
    many = "o|" if key.unique else "o{"
    joined = "--" if key.db_constraint else ".."
    return f"{key.related_model.__name__} {one}{joined}{many} {key.model.__name__} : {key.name}"


def _described(model: type[Model]) -> str:
    """A line about a table: what its model says of it, and which fields are unique together."""
    parts = [f"- **{model.__name__}** (`{model._meta.db_table}`)", _first_line(model)]
    for names, has_condition in _unique_together(model):
        parts.append(f"Unique{' among some rows' if has_condition else ''}: {', '.join(names)}")
    return ". ".join(part.removesuffix(".") for part in parts if part) + "."


def _unique_together(model: type[Model]) -> list[tuple[tuple[str, ...], bool]]:
    """The fields of each unique constraint, and whether it holds among some rows only."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint)]
    found = [(tuple(rule.fields), rule.condition is not None) for rule in rules if rule.fields]
    return found + [(tuple(names), False) for names in model._meta.unique_together]


def _first_line(model: type[Model]) -> str:
    """The first line of a model's docstring; empty for the one that Django writes when there is none."""
    text = (model.__doc__ or "").strip()
    return "" if text.startswith(f"{model.__name__}(") else text.partition("\n")[0]
