"""Commands on what the account has: replicas, videos, voices and conversations."""
