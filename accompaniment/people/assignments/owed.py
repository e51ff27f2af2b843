"""The visits that people are owed in their campaigns, by the posts that they held in them.

An assignment says how many visits its companion makes. To the person are owed as many as the largest of them says,
since a later one often says what is left, from the first day accompanied to the end of the campaign; `shares` divides
them among the posts at which somebody accompanied. No norm speaks of who moves within the year. Accompaniment from
outside and from inside are each owed on their own: neither takes the place of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Min, QuerySet

from accompaniment.campaigns.models import Campaign
from accompaniment.people.models.posts import Post

from .models import Assignment
from .shares import Stay, shares

READ = ("campaign", "campaign__ends_on", "post__teacher", "post", "post__starts_on", "post__ends_on", "visits_owed")
LASTING = ("modality", "ends_on", "starts_on", "pk")


class Owed(NamedTuple):
    """What one person is owed in a campaign at one post, from outside or from inside."""

    columns: tuple[Any, ...]  # what was asked for of the post
    visits: int
    is_last: bool  # of the post whose assignment lasts longest: there the person is counted, once
    modality: str
    is_last_so: bool  # of this modality's: there the person is counted among those accompanied so


def owed_at_posts(assignments: QuerySet[Assignment], *columns: str) -> Iterator[Owed]:
    """Yield what is owed at each post of these assignments, which are all of their people's in their campaigns."""
    people: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for row in assignments.order_by().values(*READ, *LASTING, *columns):
        people[row["campaign"], row["post__teacher"]].append(row)
    for rows in people.values():
        yield from _at_posts(rows, columns)


def owed_visits(assignments: QuerySet[Assignment], *columns: str) -> Mapping[tuple[Any, ...], int]:
    """Return what is owed, added up by these columns; the assignments are as `owed_at_posts` asks for."""
    totals: dict[tuple[Any, ...], int] = defaultdict(int)
    for owed in owed_at_posts(assignments, *columns):
        totals[owed.columns] += owed.visits
    return totals


def visits_left(target: int, campaign: Campaign, post: Post, modality: str = Assignment.Modality.EXTERNAL) -> int:
    """Return how many of the `target` of a person's year are left for a post, when earlier posts had part of it."""
    former = Assignment.objects.filter(campaign=campaign, post__teacher=post.teacher_id, modality=modality)
    former = former.filter(post__ends_on__lt=post.starts_on)
    before = former.order_by().values_list("post", "post__starts_on", "post__ends_on").annotate(Min("starts_on"))
    stays = [Stay(pk, max(starts_on, assigned_on), ends_on) for pk, starts_on, ends_on, assigned_on in before]
    here = Stay(post.pk, post.starts_on, post.ends_on or campaign.ends_on)
    return max(1, shares(target, [*stays, here], campaign.ends_on)[post.pk]) if stays else target


def _at_posts(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[Owed]:
    """Yield what one person is owed in one campaign, post by post."""
    if len(rows) == 1 and rows[0]["post__ends_on"] is None:  # nearly everybody, so told without any arithmetic
        [row] = rows
        yield Owed(tuple([row[name] for name in columns]), row["visits_owed"], True, row["modality"], True)
        return
    last = max(rows, key=_how_long)
    for modality in sorted({row["modality"] for row in rows}):
        same = [row for row in rows if row["modality"] == modality]
        parts, last_so = _parts(same), max(same, key=_how_long)
        for post, row in {row["post"]: row for row in same}.items():
            is_last_so = post == last_so["post"]
            is_last = is_last_so and last_so is last
            yield Owed(tuple(row[name] for name in columns), parts[post], is_last, modality, is_last_so)


def _parts(rows: Sequence[Mapping[str, Any]]) -> dict[Any, int]:
    """Return what one person is owed in one campaign, by post."""
    first, last = min(row["starts_on"] for row in rows), rows[0]["campaign__ends_on"]
    posts = {row["post"]: row for row in rows}
    stays = [
        Stay(post, max(row["post__starts_on"], first), row["post__ends_on"] or last) for post, row in posts.items()
    ]
    return shares(max(row["visits_owed"] for row in rows), stays, last)


def _how_long(row: Mapping[str, Any]) -> tuple[date, date, int]:
    return row["ends_on"] or date.max, row["starts_on"], row["pk"]
