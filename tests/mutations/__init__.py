"""The mutation check: breaks the SQL behind each mart in named ways and sees that a check catches it.

What a figure should be is said by the tests and gates themselves, not here.
"""
