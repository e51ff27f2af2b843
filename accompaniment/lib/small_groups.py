"""When figures of a group would tell of single people, who stay hidden in it."""

LEAST_GROUP = 5  # nothing is broken down about fewer people than these


def is_tellable(people: int, unknown: int) -> bool:
    """Whether figures of so many people tell nothing of few to a reader who does not know `unknown` of them already:
    those the reader knows could be taken away from the rest.
    """
    return people >= LEAST_GROUP and (unknown == 0 or unknown >= LEAST_GROUP)
