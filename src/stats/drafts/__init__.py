"""From an article's text to its numbers, to what follows from what, and to a project."""
