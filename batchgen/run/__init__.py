"""Run: what a plan says is done: submit at a pace, settle lost answers, follow, and hand the news on."""
