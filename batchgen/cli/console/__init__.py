"""What people see of a command: the plan, questions, progress, the end."""
