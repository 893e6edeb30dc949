"""Problems: counted, grouped, and the words and fixes of each kind."""
