"""The voice: scripts and sound files as readings, with their mouth shapes."""
