"""What is remembered of a printer from one conversation to the next."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST_HEADER = 8  # bytes of a command up to where its data begins (GS v 0)


@dataclass(kw_only=True, slots=True)
class Memory:
    """Learnt from the printer itself, and forgotten with the process.

    ``answers``: it has told its state once, so silence means trouble. ``echoes``: it gives process
    ids back; None until it was asked. ``marks``: it has proven a job. ``owed``: the length of a
    job that was not proven, whose last command may still want bytes.
    """

    answers: bool = False
    echoes: bool | None = None
    marks: bool = False
    owed: int = 0

    @property
    def filler(self) -> bytes:
        """NULs that complete a command broken off before it told its length.

        Without them the first question would be taken for that length.
        """
        return bytes(min(self.owed, _LONGEST_HEADER))
