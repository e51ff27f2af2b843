"""Demonstration data: one invented UGEL and a year of accompaniment in it. Nobody and nothing in it exists."""

from .logins import DemoLogin, demo_logins

__all__ = ["DemoLogin", "demo_logins"]
