"""The Celery application; its settings are the CELERY_* names of settings.py."""

import os

from celery import Celery

from accompaniment.lib.queues import Followed
from accompaniment.lib.whole_messages import use_whole_messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accompaniment.settings")

use_whole_messages()
app = Celery("accompaniment", task_cls=Followed)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
