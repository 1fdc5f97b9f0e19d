"""The maximum number of sessions that the server runs at once; further browser tabs wait."""

import threading

#: By default. A siege of 400 000 people with its history takes about 60 MB.
MAX_SESSIONS = 12


class SessionLimit:
    """Counts sessions, up to `limit` of them. Safe to use from several threads."""

    def __init__(self, limit: int = MAX_SESSIONS) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._active: set[object] = set()

    def acquire(self, session: object) -> bool:
        """Whether the session may start; one that has started already may always."""
        with self._lock:
            if session not in self._active and len(self._active) >= self.limit:
                return False
            self._active.add(session)
            return True

    def release(self, session: object) -> None:
        """Make room for another session."""
        with self._lock:
            self._active.discard(session)

    @property
    def active(self) -> int:
        """Number of sessions that have started and not ended."""
        return len(self._active)


#: Of this server.
SESSIONS = SessionLimit()
