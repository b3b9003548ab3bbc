"""A contract as its text says it: declarations, articles, clauses, terms, each with its place."""
