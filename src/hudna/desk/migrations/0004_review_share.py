from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_families"),
    ]

    operations = [
        migrations.AddField(
            model_name="listmatch",
            name="review_share",
            field=models.FloatField(default=0.05),
        ),
    ]
