"""The teacher's room: exercises and their tests, a jail for foreign code, marks and feedback."""
