from django.db import migrations

from accompaniment.campaigns import blocks


def fill(apps, schema_editor):
    """Give the years that have no blocks those of their school year, where its norm is known and they lie in it."""
    Campaign = apps.get_model("accompaniment", "Campaign")
    for campaign in Campaign.objects.filter(blocks=[]):
        known = blocks.fitting(campaign.year, campaign.starts_on, campaign.ends_on)
        if known:
            campaign.blocks = [block.as_json() for block in known]
            campaign.holidays = [*campaign.holidays, *further(campaign, known)]
            campaign.save(update_fields=["blocks", "holidays"])


def further(campaign, known):
    """The country's days off before and after the year's own days, of which its UGEL has not decided anything."""
    days = blocks.national_holidays(campaign.starts_on, campaign.ends_on, known)
    added = (row for row in days if not campaign.starts_on <= row.starts_on <= campaign.ends_on)
    return [row.as_json() for row in added if row.as_json() not in campaign.holidays]


class Migration(migrations.Migration):

    dependencies = [("accompaniment", "0053_blocks_of_the_school_year")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
