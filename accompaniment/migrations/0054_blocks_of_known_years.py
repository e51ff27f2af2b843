from django.db import migrations

from accompaniment.campaigns import blocks


def fill(apps, schema_editor):
    """Give the years that have no blocks those of their school year, where its norm is known and they lie in it."""
    Campaign = apps.get_model("accompaniment", "Campaign")
    for campaign in Campaign.objects.filter(blocks=[]):
        known = blocks.fitting(campaign.year, campaign.starts_on, campaign.ends_on)
        if known:
            campaign.blocks = [block.as_json() for block in known]
            campaign.save(update_fields=["blocks"])


class Migration(migrations.Migration):

    dependencies = [("accompaniment", "0053_blocks_of_the_school_year")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
