"""The floor's settings behind the same proxy."""

from .floor_settings import *  # noqa: F403
from .floor_settings import MIDDLEWARE as BARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *BARE]
