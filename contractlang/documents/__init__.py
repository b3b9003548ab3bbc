"""Several files, several texts: imports, templates, precedence, the text in force; from model to model."""
