"""The one reader of chapters: extraction, rules, editions, grader and tests ask it.

``context`` needs the standard library only, because it runs in the grader's jail as well.
"""
