"""What goes back to people: checks of a file, rejects, replays, decisions."""
