from django.db import migrations

from accompaniment.campaigns.holidays import national


def fill(apps, schema_editor):
    """Give campaigns that had no days off those of the country, for their specialist to complete."""
    Campaign = apps.get_model('accompaniment', 'Campaign')
    for campaign in Campaign.objects.filter(holidays=[]):
        campaign.holidays = [row.as_json() for row in national(campaign.starts_on, campaign.ends_on)]
        campaign.save(update_fields=['holidays'])


class Migration(migrations.Migration):

    dependencies = [
        ("accompaniment", "0018_campaign_of_a_region_with_its_days_off"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
