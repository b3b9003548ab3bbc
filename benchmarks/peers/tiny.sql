SELECT id
FROM clauses
