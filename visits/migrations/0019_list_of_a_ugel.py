from django.db import migrations, models

from accompaniment.lib.migrations import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False  # the index is made while people keep writing visits

    dependencies = [("visits", "0018_settle_versions_of_second_observers")]

    operations = [
        AddIndexMeanwhile(
            model_name="visit",
            index=models.Index(fields=["ugel", "-visited_on", "-id", "status"], name="visit_list_of_ugel"),
        ),
    ]
