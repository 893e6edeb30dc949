"""Reading a state file: what can be asked of it, and pages of its jobs."""
