"""The site's settings behind a proxy that compresses pages, as deploy/nginx.conf does."""

from accompaniment.settings import *  # noqa: F403
from accompaniment.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *OURS]
