"""Why a backup could not be made or restored."""


class BackupError(Exception):
    """A sentence for whoever typed the command. What it was about is as it was before."""
