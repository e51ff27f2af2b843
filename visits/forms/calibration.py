"""The numbers that say when a UGEL's observers are out of calibration."""

from django import forms

from rubrics.models import CalibrationRule


class CalibrationRuleForm(forms.ModelForm[CalibrationRule]):
    class Meta:
        model = CalibrationRule
        fields = ["period_days", "least_pairs", "least_share", "least_kappa", "retake_days"]
