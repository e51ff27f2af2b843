import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The constraint that a number is given once in an assignment finds its visits as well."""

    dependencies = [("visits", "0021_list_of_a_ugel")]

    operations = [
        migrations.AlterField(
            model_name="visit",
            name="assignment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="accompaniment.assignment",
                verbose_name="asignación",
            ),
        ),
    ]
