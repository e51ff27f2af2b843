from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accompaniment", "0058_assignment_allowed_with_a_reason")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="form",
            field=models.CharField(
                choices=[("csv", "CSV para Excel"), ("xlsx", "Excel"), ("data", "CSV para programas")], max_length=4
            ),
        ),
    ]
