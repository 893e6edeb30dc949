"""Commands for what comes after the video: its page, its way to people, and its end."""
