"""What a number may be: its bounds, the words around it, its unit."""
