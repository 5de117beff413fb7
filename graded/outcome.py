"""The outcome of a call: a value or an error, always as data.

The same few lines run a learner's answer in the notebook, a student's in the grader's jail, and
the solution and the known wrong answers on the teacher's side.
"""

from functools import cache

from graded.values import pack

CALL = """\
def driver(answer, *inputs):
    return answer(*inputs)
"""  # how most answers are called; an exercise may bring its own `driver`


@cache
def _compiled(source):
    return compile(source, "<driver>", "exec")


def call(answer, source, inputs):
    """Call the answer through the function ``driver(answer, *inputs)`` of this source."""
    names = {"__name__": "driver"}
    exec(_compiled(source), names)
    return names["driver"](answer, *inputs)


def outcome_of(answer, source, inputs):
    """Call the answer through its driver; give ``{"value": …}`` or ``{"error": …}``, packed."""
    try:
        return {"value": pack(call(answer, source, inputs))}
    except Exception as error:
        return {"error": describe(error)}


def describe(error):
    """An exception as data: its type, the types it descends from, its message."""
    try:
        message = str(error)
    except Exception:  # an error that cannot even say what it is
        message = ""
    return {
        "type": type(error).__name__[:100],
        "kinds": [kind.__name__[:100] for kind in type(error).__mro__][:20],
        "message": message[:2000],
    }
