"""The MIME types of what an output carries for the build, beside what Jupyter displays."""

FILES = "application/vnd.stats.files+json"
"""Files to save beside the page: their names, and their bytes in base64."""
ROWS = "application/vnd.stats.rows+json"
"""Rows to publish: the file they belong to, and a CSV table."""
