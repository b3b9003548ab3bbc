"""Two texts of a contract compared: by their terms, and by what their decisions come to."""
