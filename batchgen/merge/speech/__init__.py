"""Speech: names, numbers and signs as people say them."""
