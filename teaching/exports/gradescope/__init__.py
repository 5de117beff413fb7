"""Gradescope: an autograder to upload."""
