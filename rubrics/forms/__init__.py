"""The forms that make, edit, publish and bring instruments."""
