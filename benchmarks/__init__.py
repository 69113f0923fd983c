"""Measurements as ratios within one run; never tests, since machines differ."""
