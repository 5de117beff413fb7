"""The same exercises for other houses: Gradescope and nbgrader."""
