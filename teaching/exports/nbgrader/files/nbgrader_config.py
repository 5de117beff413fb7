"""nbgrader's settings for this book."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (nbgrader brings it)

c.CourseDirectory.course_id = "transformer-step-by-step"
# The stub stands in front of the solution already: nothing replaces the solution.
c.ClearSolutions.code_stub = {"python": ""}
# A library's warning must not cost points: nbgrader gives 0 for any text on stderr.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "(?s)."
c.Execute.timeout = 120  # seconds per cell
