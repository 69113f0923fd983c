"""What goes back to people: checks of a file, rejects, replays, decisions.

What is proposed or held is decided in `dbt_project/`.
"""
