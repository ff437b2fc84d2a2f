"""The tables of a project: read, checked, and whose they are."""
