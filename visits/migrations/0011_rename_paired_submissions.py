import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("visits", "0010_one_index_for_dashboards"),
    ]

    operations = [
        migrations.RenameModel(old_name="PairedSending", new_name="PairedSubmission"),
        migrations.AlterField(  # the name of the way back from an observation; the column stays as it is
            model_name="pairedsubmission",
            name="observation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="submissions",
                to="visits.pairedobservation",
            ),
        ),
    ]
