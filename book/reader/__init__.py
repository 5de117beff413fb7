"""The one reader of chapters: extraction, rules, editions, grader and tests ask it.

``magics`` and ``context`` need the standard library only, because they run in the grader's jail
as well.
"""
