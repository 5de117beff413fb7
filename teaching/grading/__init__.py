"""The grader's own room: files read, sorted by exercise, asked in the jail, and judged.

With ``teaching.jail`` and ``graded`` it goes whole into Gradescope's bundle, so it imports nothing
else of ours. Nothing of it is in the jail.
"""
