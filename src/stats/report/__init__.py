"""Run the chapters and put them together as one page."""

from stats.report.build import build, checked
from stats.report.run import BuildError

__all__ = ["BuildError", "build", "checked"]
