"""Follows the recipes of CONTRIBUTING.md in a copy of the repository and counts the files."""
