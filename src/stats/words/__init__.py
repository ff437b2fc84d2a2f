"""How numbers, dates and quotations are written in English, and read."""
