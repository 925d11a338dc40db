"""Copies of this account, each a process of its own: what is seeded once can be swept many times.

A copy begins with everything that is there, mails and call log included, and from then on nothing that happens in one is
seen in another. It ends when it is told to, or with whom it was copied from. Copy only while nothing else is being served:
what another thread holds at that moment, the copy holds for ever.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable

serve: Callable[[int], None]  # set by emulator.py: serves until the process ends, and writes its port to this descriptor


def make() -> dict[str, str]:
    ours, theirs = os.pipe()  # tells the port
    watched, held = os.pipe()  # never written: it is closed when this process ends
    gc.freeze()  # or the copy would touch, and so copy, every page
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.close(held)
        threading.Thread(target=_end_with, args=(watched,), daemon=True).start()
        try:
            serve(theirs)
        finally:
            os._exit(1)
    gc.unfreeze()
    os.close(theirs)
    os.close(watched)
    threading.Thread(target=_reap, args=(child, held), daemon=True).start()
    with os.fdopen(ours) as told:
        port = told.read()
    if not port:
        raise RuntimeError("the copy did not start")
    return {"endpoint": f"http://127.0.0.1:{int(port)}"}


def end() -> None:
    """Ends this process, once its answer is out."""
    threading.Timer(0.05, os._exit, (0,)).start()


def _end_with(parent: int) -> None:
    os.read(parent, 1)
    os._exit(0)


def _reap(child: int, held: int) -> None:
    os.waitpid(child, 0)
    os.close(held)
