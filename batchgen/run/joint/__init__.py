"""Joint sending: what one worker does so that many send one campaign at one pace."""
