"""Project package and lowest app: who accompanies whom, where, and under which plan."""

from .celery import app as celery_app

__all__ = ["celery_app"]
