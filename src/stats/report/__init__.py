"""Run the chapters and put them together as one page."""

from stats.report.build import BuildError, build

__all__ = ["BuildError", "build"]
