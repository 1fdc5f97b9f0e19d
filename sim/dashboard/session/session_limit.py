"""How many sieges this server carries at a time; a visitor too many is told to wait, and none hangs."""

import threading

#: A siege of 400 000 people with its history takes about 60 MB.
MOST = 12


class SessionLimit:
    """Places for so many."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._inside: set[object] = set()

    def enter(self, who: object) -> bool:
        """Whether there is a place; who is inside already stays so."""
        with self._lock:
            if who not in self._inside and len(self._inside) >= self.most:
                return False
            self._inside.add(who)
            return True

    def leave(self, who: object) -> None:
        """Give the place back."""
        with self._lock:
            self._inside.discard(who)

    @property
    def inside(self) -> int:
        """Places taken."""
        return len(self._inside)


#: Of this server.
SESSIONS = SessionLimit()
