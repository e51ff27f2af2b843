from django.db import migrations
from django.utils import timezone


def publish(apps, schema_editor):
    apps.get_model("accompaniment", "RegionalCampaign").objects.update(published_at=timezone.now())


class Migration(migrations.Migration):
    """Before there were drafts, UGELs saw every proposal of their region: they go on seeing those."""

    dependencies = [
        ("accompaniment", "0039_regional_campaigns_are_published"),
    ]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
