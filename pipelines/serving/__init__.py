"""Answers questions to a release; nothing here writes one."""
