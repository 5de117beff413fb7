"""nbgrader: the chapters as its assignments."""
