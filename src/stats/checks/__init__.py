"""Claims held against what they follow from, and against what others say."""
