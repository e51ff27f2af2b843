"""The ministry's registry of institutions and programmes (padrón): read, compared with what we hold, applied."""
