from django.db import migrations

OUTSIDE, INSIDE = "visits", "internal"


def copy_targets(apps, schema_editor):
    """Owe from inside what every year and every region's proposal owed whichever way it came."""
    Target = apps.get_model("accompaniment", "Target")
    known = set(Target.objects.filter(strategy=INSIDE).values_list("campaign", "teacher_kind", "area"))
    rows = Target.objects.filter(strategy=OUTSIDE).values_list("campaign", "teacher_kind", "area", "times")
    Target.objects.bulk_create(
        (
            Target(campaign_id=campaign, strategy=INSIDE, teacher_kind=kind, area=area, times=times)
            for campaign, kind, area, times in rows
            if (campaign, kind, area) not in known
        ),
        batch_size=1000,
    )
    for model, name in (("RegionalCampaign", "settings"), ("Campaign", "regional_settings")):
        for row in apps.get_model("accompaniment", model).objects.exclude(**{f"{name}__isnull": True}):
            stored = getattr(row, name)
            if isinstance(stored, dict) and stored.get("targets"):
                stored["targets"] = with_inside(stored["targets"])
                row.save(update_fields=[name])


def forget_inside(apps, schema_editor):
    """The release before knows no such strategy."""
    apps.get_model("accompaniment", "Target").objects.filter(strategy=INSIDE).delete()
    for row in apps.get_model("accompaniment", "RegionalCampaign").objects.all():
        row.settings["targets"] = [one for one in row.settings.get("targets", []) if one[0] != INSIDE]
        row.save(update_fields=["settings"])


def with_inside(targets):
    if any(target[0] == INSIDE for target in targets):
        return targets
    return [*targets, *([INSIDE, *target[1:]] for target in targets if target[0] == OUTSIDE)]


class Migration(migrations.Migration):
    dependencies = [("accompaniment", "0062_visits_owed_from_inside")]

    operations = [migrations.RunPython(copy_targets, forget_inside)]
