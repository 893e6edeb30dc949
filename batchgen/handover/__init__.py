"""Hand-over: the links of ready videos, in the form that the tool takes which sends the mails."""
