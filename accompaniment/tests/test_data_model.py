"""docs/data-model.md is drawn from the models and kept current."""

import pytest
from django.core.management import CommandError, call_command

from accompaniment.management.commands import draw_data_model
from accompaniment.management.commands.draw_data_model import draw, room_of
from accompaniment.models import Teacher, TrackedChange, User
from visits.models import Visit


def test_the_page_is_current():
    call_command("draw_data_model", "--check")


def test_a_page_that_is_missing_or_old_is_refused_until_it_is_drawn(tmp_path, monkeypatch):
    page = tmp_path / "data-model.md"
    monkeypatch.setattr(draw_data_model, "PAGE", page)
    with pytest.raises(CommandError, match="not current"):
        call_command("draw_data_model", "--check")
    assert not page.exists()
    call_command("draw_data_model")
    call_command("draw_data_model", "--check")
    page.write_text(page.read_text(encoding="utf-8") + "| more |", encoding="utf-8")
    with pytest.raises(CommandError, match="not current"):
        call_command("draw_data_model", "--check")


def test_every_table_of_the_project_is_drawn_once_and_no_other():
    lines = draw().splitlines()
    for model in (Teacher, User, User.groups.through, Visit, TrackedChange):
        assert lines.count(f"  {model.__name__} {{") == 1
    assert not [line for line in lines if line.strip() in {"Session {", "Group {", "EmailAddress {"}]


def test_keys_say_where_they_lead():
    lines = [line.strip() for line in draw().splitlines()]
    assert "Teacher ||--o{ Post : teacher" in lines
    assert any(line.startswith("uuid teacher FK ") and line.endswith(': Teacher"') for line in lines)
    [said] = [line for line in lines if line.startswith("- **Teacher** (`accompaniment_teacher`)")]
    assert said.endswith("Unique: document_type, document_number.")


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("accompaniment.people.models", "people"),
        ("accompaniment.people.models.teachers", "people"),
        ("accompaniment.people.models.posts", "people"),
        ("visits.record.models.visits", "record"),
    ],
)
def test_a_room_is_known_by_where_its_models_are_written(module, room):
    assert room_of(type("Anything", (), {"__module__": module})) == room
