"""People who must not be written to: what the sheet says of it, and who asked to be forgotten."""
