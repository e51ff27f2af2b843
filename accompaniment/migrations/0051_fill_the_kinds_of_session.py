from django.db import migrations

from accompaniment.campaigns.session_kinds.defaults import SESSION_KINDS


def fill(apps, schema_editor):
    kind_model = apps.get_model("accompaniment", "SessionKind")
    years = apps.get_model("accompaniment", "Campaign").objects.filter(session_kinds=None)
    known = {field.name for field in kind_model._meta.get_fields()}  # what a kind says more came later
    rows = [
        kind_model(campaign=campaign, code=code, order=n, **{name: of[name] for name in of if name in known})
        for campaign in years
        for n, (code, data) in enumerate(SESSION_KINDS.items(), 1)
        for of in [{**vars(data), "agenda": [list(moment) for moment in data.agenda]}]
    ]
    kind_model.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    """The years that there are get the three kinds that each begins with."""

    dependencies = [("accompaniment", "0050_kinds_of_session_as_data_of_the_year")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
