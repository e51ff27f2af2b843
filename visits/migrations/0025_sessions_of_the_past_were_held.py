"""What was kept of group sessions until now is what took place: those whose day is over were held.

All get the key that they are searched by.
"""

from django.db import migrations
from django.utils import timezone

from accompaniment.lib.search import search_key


def hold_those_of_the_past(apps, schema_editor):
    sessions = apps.get_model("visits", "GroupSession")
    sessions.objects.filter(state="convened", held_on__lte=timezone.localdate(), attendances__isnull=False).update(
        state="held"
    )
    for session in sessions.objects.only("title", "place", "facilitator").iterator():
        session.search_name = search_key(f"{session.title} {session.place} {session.facilitator}")
        session.save(update_fields=["search_name"])


class Migration(migrations.Migration):
    dependencies = [("visits", "0024_sessions_led_and_cancelled")]

    operations = [migrations.RunPython(hold_those_of_the_past, migrations.RunPython.noop)]
