"""Free-text answers: a sheet goes out, a human fills it in, it is merged back.

A row is found again by its key, made of student, exercise and answer. So rows may be sorted, and
points never move to another answer: one that is handed in again must be read again.
"""

import hashlib
import json
import math

from teaching.classes.sheets import uncell
from teaching.refused import Refused

HEAD = ["key", "student", "exercise", "answer"]
TAIL = ["points", "comment"]
UNUSED = "—"  # a criterion of another exercise


class RubricError(Refused):
    """The sheet cannot be merged; the message lists what is wrong, one line for each fault."""


def free_text_of(result, exam):
    """Return the free-text answers of a result, as a human must read them.

    Parameters
    ----------
    result : dict
        Of ``teaching.jail.grading.grade``: its "texts" holds what was written, by the cell's id.
    exam : dict
        As ``teaching.classes.exam.exam_of`` returns it. A cell tagged ``free-text`` has a
        grading block with "id", "points" and "rubric".

    Returns
    -------
    list of dict
        ``{"id", "title", "max_points", "text", "rubric"}``; "text" is "" where nothing was written.
    """
    answers, title = [], ""
    for each in exam.get(result["chapter"], {}).get("cells", []):
        lines = each["source"].splitlines() if each["kind"] != "code" else []
        headings = [line for line in lines if line.startswith("#")]
        title = headings[-1].strip("# ") if headings else title
        if "free-text" in each["tags"]:
            answers.append(
                {
                    "id": each["grading"]["id"],
                    "title": title,
                    "max_points": each["grading"]["points"],
                    "text": result["texts"].get(each["id"], ""),
                    "rubric": each["grading"].get("rubric", []),
                }
            )
    return answers


def answer_key(student, answer):
    """Return the key of a student's free-text answer (one entry of a result's "free_text")."""
    text = json.dumps([student, answer["id"], answer["text"]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def criteria(answer):
    """Return the criteria of an exercise as {text: maximum of points, or None}.

    A criterion of the rubric is a text, or {"criterion": text, "points": maximum}.
    """
    return {
        each if isinstance(each, str) else each["criterion"]: None
        if isinstance(each, str)
        else each.get("points")
        for each in answer["rubric"]
    }


def _answers(marks):
    """Return all answers that a human reads: (key, mark, answer)."""
    return [
        (answer_key(mark.student, answer), mark, answer)
        for mark in marks
        if mark.counts
        for answer in mark.free_text
    ]


def _names(answer):
    """Return the criteria by the names of their columns."""
    return {
        (text if most is None else f"{text} (of {most:g})").lstrip("'"): text
        for text, most in criteria(answer).items()
    }


def sheet(marks, before=None):
    """Return the rubric sheet as rows, and how many rows with points it could not take over.

    ``before`` holds the rows of an earlier sheet, perhaps half filled in: what a human wrote there
    is taken over. There are no rows if there is nothing to read.

    Raises RubricError if ``before`` is not such a sheet.
    """
    answers = _answers(marks)
    written = _written(before) if before else {}
    keys = {key for key, *_ in answers}
    lost = sum(
        any(text.strip() not in ("", UNUSED) for text in own.values())
        for key, own in written.items()
        if key not in keys
    )
    if not answers:
        return [], lost
    columns = list(
        dict.fromkeys(
            name for *_, answer in answers for name in _names(answer)
        )
    )
    rows = [[*HEAD, *columns, *TAIL]]
    for key, mark, answer in answers:
        own = _merged(answer)
        for name, text in written.get(key, {}).items():
            own[name] = text
        rows.append(
            [
                key,
                mark.student,
                f"{answer['title']} (of {answer['max_points']:g})",
                answer["text"],
                *(
                    own.get(name, "") if name in _names(answer) else UNUSED
                    for name in columns
                ),
                *(own.get(name, "") for name in TAIL),
            ]
        )
    return rows, lost


def _merged(answer):
    """Return what was merged before, as cells by column."""
    cells = {
        name: f"{answer['criteria'][text]:g}"
        for name, text in _names(answer).items()
        if text in answer["criteria"]
    }
    if answer["points"] is not None:
        cells["points"] = f"{answer['points']:g}"
    return {**cells, "comment": answer["comment"]}


def _written(rows):
    """Return the cells that a human may have written, by key and column."""
    head, *rows = rows
    head = _head(head)
    if "key" not in head:
        raise RubricError(
            "the sheet that is there has no column 'key'. Remedy: move it "
            "away, so that it is not overwritten."
        )
    written = {}
    for row in rows:
        values = dict(zip(head, row, strict=False))
        key = values["key"].strip()
        written[key] = {k: v for k, v in values.items() if k not in HEAD}
    return written


def _head(row):
    """Return the columns' names as they were before the sheet made them harmless."""
    return [uncell(name) for name in row]


def merge(marks, rows):
    """Check a sheet that was filled in; return the records for the log and the number of open rows.

    The points stand in the column "points", or are the sum of all criteria. A row without points
    is open: its points are awaited, even if it had some before.

    Raises RubricError, which names everything that is wrong; then nothing is merged.
    """
    head, *rows = rows
    head = _head(head)
    answers = {key: (mark, answer) for key, mark, answer in _answers(marks)}
    needed = dict.fromkeys(
        [
            *HEAD,
            *(
                name
                for _, answer in answers.values()
                for name in _names(answer)
            ),
            *TAIL,
        ]
    )
    missing = [name for name in needed if name not in head]
    if missing:
        raise RubricError(
            f"the sheet has no column {', '.join(map(repr, missing))}. "
            "Remedy: keep the first row as it was written."
        )
    wrong, records, seen, still_open = [], [], {}, 0
    for line, row in enumerate(rows, 2):
        values = dict(zip(head, row, strict=False))
        key = values.get("key", "").strip()
        place = f"row {line} ({values.get('student', '')})"
        if key not in answers:
            wrong.append(
                f"{place}: no answer has the key {key!r}; the student is "
                "unknown, or handed in again since the sheet was written"
            )
            continue
        if key in seen:
            wrong.append(f"{place}: the same answer as in row {seen[key]}")
            continue
        seen[key] = line
        mark, answer = answers[key]
        try:
            record = _record(values, answer)
        except ValueError as error:
            wrong.append(f"{place}: {error}")
            continue
        still_open += record is None
        if record is None and answer["points"] is not None:
            record = {"points": None, "criteria": {}, "comment": ""}
        if record is not None:
            records.append(
                {
                    "points_for": key,
                    "student": mark.student,
                    "exercise": answer["id"],
                    **record,
                }
            )
    for key, (mark, answer) in answers.items():
        if key not in seen:
            wrong.append(
                f"the row of {mark.student}, {answer['title']}, is missing "
                f"(key {key})"
            )
    if wrong:
        raise RubricError(
            "nothing was merged:\n  "
            + "\n  ".join(wrong)
            + "\nRemedy: correct these rows and merge again, or write a new "
            "sheet with `python -m teaching rubric out`, which keeps what was "
            "merged before."
        )
    return records, still_open


def _record(values, answer):
    """Return points, criteria and comment of one row; None if it holds no points."""
    given = {}
    for name, text in _names(answer).items():
        value = _points(values.get(name, ""), name, criteria(answer)[text])
        if value is not None:
            given[text] = value
    total = _points(values.get("points", ""), "points", answer["max_points"])
    if given and len(given) < len(_names(answer)) and total is None:
        open_ = [n for n, text in _names(answer).items() if text not in given]
        raise ValueError(f"no points for {', '.join(map(repr, open_))}")
    if given and len(given) == len(_names(answer)):
        added = sum(given.values())
        if added > answer["max_points"]:
            raise ValueError(
                f"the criteria add up to {added:g}, more than {answer['max_points']:g}"
            )
        if total is not None and not math.isclose(total, added):
            raise ValueError(
                f"points are {total:g}, but the criteria add up to {added:g}"
            )
        total = added
    comment = values.get("comment", "").strip()
    if total is None:
        if comment:
            raise ValueError("a comment, but no points")
        return None
    return {"points": total, "criteria": given, "comment": comment}


def _points(text, name, most):
    """Return a number of points; None for an empty cell. ValueError says what is wrong."""
    text = text.strip()
    if text in ("", UNUSED):
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{name}: {text!r} is not a number") from None
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{name}: {text} is not a number from 0")
    if most is not None and value > most:
        raise ValueError(f"{name}: {text} is more than {most:g}")
    return int(value) if value.is_integer() else value
