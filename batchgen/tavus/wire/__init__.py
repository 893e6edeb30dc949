"""One call on its way: the lines that carry it to the service, and the answer back."""
