"""The mutation check: breaks the SQL behind each mart in named ways and sees what catches it.

What a figure should be is said by the tests and gates themselves, not here.
"""
