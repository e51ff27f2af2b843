"""Part 5 of the visit form: what helps to ask and to agree. It is read, never sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rubrics.models import Criterion, Prompt
from rubrics.scales import top
from visits.commitments.models import CommitmentIdea

MOST_IDEAS = 60


@dataclass(frozen=True)
class PromptsOf:
    """The questions of one criterion; a script shows those of the level that was chosen."""

    criterion: Criterion
    top: int
    prompts: list[Prompt]


def prompts_by_moment(criteria: Sequence[Criterion]) -> dict[str, list[PromptsOf]]:
    """Gather the prompts of these criteria by moment of the dialogue, in the order of the instrument."""
    return {
        moment: [
            PromptsOf(criterion, top(criterion.scale), asked)
            for criterion in criteria
            if (asked := [prompt for prompt in criterion.prompts.all() if prompt.moment == moment])
        ]
        for moment in Prompt.Moment.values
    }


def ideas_by_topic(ideas: Iterable[CommitmentIdea], criteria: Sequence[Criterion]) -> dict[str, list[CommitmentIdea]]:
    """Gather ideas by what they help with: this rubric in its order, by title or competency, then others."""
    of_competency: dict[str, str] = {}
    for criterion in criteria:
        of_competency.setdefault(criterion.competency, criterion.short_title)
    topics: dict[str, list[CommitmentIdea]] = {criterion.short_title: [] for criterion in criteria}
    for idea in list(ideas)[:MOST_IDEAS]:
        topic = idea.topic if idea.topic in topics or not idea.competency else of_competency.get(idea.competency)
        topics.setdefault(topic or idea.topic, []).append(idea)
    return {topic: found for topic, found in topics.items() if found}
