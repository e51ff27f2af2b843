"""The site's settings over views that do only what Django must: the floor that ours is measured against."""

from accompaniment.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor_urls"
