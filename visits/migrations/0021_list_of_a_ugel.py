from django.db import migrations, models

from accompaniment.lib.migrations import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False  # the index is made while people keep writing visits

    dependencies = [("visits", "0020_alerts_name_whoever_directs")]

    operations = [
        AddIndexMeanwhile(
            model_name="visit",
            index=models.Index(fields=["ugel", "-visited_on", "-id", "status"], name="visit_list_of_ugel"),
        ),
    ]
