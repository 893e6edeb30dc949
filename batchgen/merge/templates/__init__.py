"""Templates: where they come from, what they ask for, and the sandbox that they run in."""
