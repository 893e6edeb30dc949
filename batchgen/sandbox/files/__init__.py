"""What the sandbox keeps: its store, its folder, its pages."""
