"""Figures of the marts computed a second time, from the files alone and in another way."""
