"""The Partner2Connect warehouse: from pledge submissions and ITU figures to released marts.

Each module does one thing and says what does not belong in it; nothing is done at import.
"""
