"""Reads pledge submissions: the contract of the file and the rules over several fields."""
