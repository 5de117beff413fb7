"""Classes that live elsewhere: marks for Canvas and Moodle, Gradescope, nbgrader."""
