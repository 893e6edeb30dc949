"""What the account already has of a campaign: asked before a plan, so that nothing is paid twice."""
