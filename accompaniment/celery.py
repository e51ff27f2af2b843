"""The Celery application; its settings are the CELERY_* names of settings.py."""

import os

from celery import Celery

from accompaniment.lib import queue_of_files
from accompaniment.lib.queues import Followed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")

queue_of_files.take_over()
app = Celery("accompaniment", task_cls=Followed)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
