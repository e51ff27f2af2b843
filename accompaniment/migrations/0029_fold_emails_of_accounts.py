from django.db import migrations


def fold_emails(apps, schema_editor):
    """Lower case for all. Of two accounts that differ by capitals alone, the one that its e-mail let in keeps it.

    The other one could neither enter nor recover by it; what it had is told in the log of changes.
    """
    User = apps.get_model("accompaniment", "User")
    emails = dict(User.objects.exclude(email=None).order_by("pk").values_list("pk", "email"))
    taken = {email for email in emails.values() if email == email.lower()}
    for pk, email in emails.items():
        folded = email.lower()
        if email == folded:
            continue
        if folded in taken:
            User.objects.filter(pk=pk).update(email=None)
            _tell(apps, User.objects.get(pk=pk), email)
        else:
            User.objects.filter(pk=pk).update(email=folded)
            taken.add(folded)


def _tell(apps, user, email):
    apps.get_model("accompaniment", "TrackedChange").objects.create(
        action="changed",
        model="accompaniment.user",
        object_id=str(user.pk),
        name=f"{user.first_name} {user.last_name}".strip() or user.username,
        search_name=user.search_name,
        fields={"email": [email, None]},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accompaniment", "0028_folded_email_of_an_account"),
    ]

    operations = [
        migrations.RunPython(fold_emails, migrations.RunPython.noop, elidable=True),
    ]
