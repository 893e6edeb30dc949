"""The studio: who makes the films, and who plays in them."""
