from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_the_year(apps, schema_editor):
    campaigns = apps.get_model("accompaniment", "Campaign").objects.filter(pk=OuterRef("campaign"))
    reserved = apps.get_model("reports", "ReportJob").objects.filter(number__isnull=False, year=None)
    reserved.update(year=Subquery(campaigns.values("year")))


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_number_of_the_year_of_issue")]

    operations = [migrations.RunPython(name_the_year, migrations.RunPython.noop)]
