"""The roster: people, their posts and who accompanies them, brought in one file and taken away in the same columns."""
