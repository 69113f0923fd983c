"""The Partner2Connect warehouse: from pledge submissions and ITU figures to released marts."""
