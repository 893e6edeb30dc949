"""Workers: what worker processes share beside the campaigns: attendance, tickets, schedules, callbacks."""
