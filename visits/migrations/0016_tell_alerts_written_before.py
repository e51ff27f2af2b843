from datetime import datetime, time, timedelta

from django.db import migrations
from django.utils import timezone

SATURDAY = 5
STEPS = [  # as they came along for an alert of no known kind when this was written
    (
        "Avisar a la dirección (en un PRONOEI, a la coordinadora); a la UGEL, si se trata de ella",
        "1",
        "Ley 29719, art. 6",
    ),
    ("Comunicar a la UGEL, que dice qué protocolo corresponde", "24h", "Por revisar"),
    ("Cierre, con el informe de lo actuado", "30", "Por revisar"),
]


def place_alerts(apps, schema_editor):
    """Alerts that nobody was told of: each gets its place, its author and the steps that wait for an answer."""
    Alert, AlertStep = apps.get_model("visits", "Alert"), apps.get_model("visits", "AlertStep")
    for alert in Alert.objects.select_related("visit__companion").iterator(chunk_size=500):
        visit = alert.visit
        alert.assignment_id, alert.campaign_id = visit.assignment_id, visit.campaign_id
        alert.teacher_id, alert.institution_id = visit.teacher_id, visit.institution_id
        alert.ugel_id, alert.raised_by_id = visit.ugel_id, visit.companion.user_id
        alert.happened_on, alert.raised_at = visit.visited_on, visit.closed_at or visit.updated_at
        alert.save()
        for order, (text, limit, source) in enumerate(STEPS):
            due_at = due(timezone.localtime(alert.raised_at), limit)
            AlertStep.objects.create(alert=alert, order=order, text=text, source=source, due_at=due_at)


def due(raised_at, limit):
    """As `visits.alerts.clock` counted when this was written, but for days without classes."""
    if limit.endswith("h"):
        return raised_at + timedelta(hours=int(limit[:-1]))
    day, number = raised_at.date(), int(limit)
    while number > 1:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return datetime.combine(day, time(23, 59), tzinfo=raised_at.tzinfo)


def hang_alerts_on_visits(apps, schema_editor):
    """Going back: an alert needs a visit and a criterion of its own there; one that has none can't be kept."""
    Alert, Criterion = apps.get_model("visits", "Alert"), apps.get_model("rubrics", "Criterion")
    for alert in Alert.objects.filter(criterion=None).exclude(visit=None).select_related("visit"):
        taken = Alert.objects.filter(visit=alert.visit_id).exclude(criterion=None).values("criterion")
        free = Criterion.objects.filter(version=alert.visit.version_id).exclude(pk__in=taken).order_by("order").first()
        Alert.objects.filter(pk=alert.pk).update(criterion=free)
    if Alert.objects.filter(visit=None).exists() or Alert.objects.filter(criterion=None).exists():
        raise RuntimeError("There are alerts without a visit, or more of a visit than it has criteria: keep them first.")


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0015_let_alerts_stand_alone"),
    ]

    operations = [
        migrations.RunPython(place_alerts, hang_alerts_on_visits, elidable=True),
    ]
