"""An instrument as one file, JSON or a workbook: written so that reading it again gives the same instrument."""
