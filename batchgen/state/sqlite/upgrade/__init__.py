"""State files of earlier versions: copied, brought to the tables of this one, and put right."""
