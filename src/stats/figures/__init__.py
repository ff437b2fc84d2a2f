"""Figures: numbers with their range, unit, period and sources; and the measures of them."""
