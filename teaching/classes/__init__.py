"""A class, from submissions to marks and feedback."""
