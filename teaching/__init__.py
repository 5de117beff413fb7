"""The teacher's room: exercises and their tests, a jail for foreign code, marks and feedback."""

import os

# Several threads round in another order: a case would depend on the machine's number of cores.
os.environ["OMP_NUM_THREADS"] = "1"
