"""Writes of a visit: recording it, and moving it from one state to the next."""
