"""The chapters as assignments for nbgrader: released, graded where no student's code is trusted.

`python -m tools.classroom COURSE` writes the course (release.py). nbgrader grades it with the steps
of steps.py: each exercise runs in a process of its own that knows no solution (worker.py), and what
came back is compared here (grading.py). overview.py tells which misconceptions the class has.
"""

KEPT = "classroom"  # under this name the output of a graded cell keeps what overview.py reads
