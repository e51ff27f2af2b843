from django.db import migrations, models


class Migration(migrations.Migration):
    """Accounts get a folded name, and every long list an index that has what it is ordered and searched by."""

    dependencies = [
        ("accompaniment", "0009_where_a_service_has_worked"),
    ]

    operations = [
        migrations.AddField(
            "user",
            "search_name",
            models.CharField(default="", editable=False, max_length=310),
            preserve_default=False,
        ),
        migrations.AddIndex("user", models.Index(fields=["search_name", "username"], name="user_list")),
        migrations.AlterModelOptions("role", options={"ordering": ["user__search_name", "kind", "pk"]}),
        migrations.AlterModelOptions("companion", options={"ordering": ["user__search_name", "pk"]}),
        migrations.RemoveIndex("institution", "institution_list"),
        migrations.AddIndex(
            "institution", models.Index(fields=["ugel", "search_name", "modular_code"], name="institution_list")
        ),
        migrations.AddIndex(
            "institution", models.Index(fields=["search_name", "modular_code"], name="institution_list_of_all")
        ),
        migrations.RemoveIndex("teacher", "teacher_list"),
        migrations.AddIndex(
            "teacher", models.Index(fields=["search_name", "id", "document_number"], name="teacher_list")
        ),
    ]
