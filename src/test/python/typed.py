"""Runs a program at a terminal, types an answer when it asks, and prints all that stood on the screen.

    typed.py QUESTION ANSWER PROGRAM [WORD ...]
"""

import os
import pty
import sys

question, answer, *program = sys.argv[1:]
pid, screen = pty.fork()
if pid == 0:
    os.execvp(program[0], program)

seen = b""
answered = False
while True:
    try:
        some = os.read(screen, 65536)
    except OSError:  # Linux says so where the other end is closed.
        break
    if not some:
        break
    seen += some
    line = seen.rpartition(b"\n")[2]
    if not answered and question.encode() in line and line.endswith(b": "):
        os.write(screen, answer.encode() + b"\n")
        answered = True

_, status = os.waitpid(pid, 0)
sys.stdout.write(seen.decode().replace("\r\n", "\n"))
sys.exit(os.waitstatus_to_exitcode(status))
