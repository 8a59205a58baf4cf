"""SQLite behind the state: documents by (kind, id), written in batches."""

import json
import queue
import sqlite3
import threading

_STOP = object()


class Store:
    """Upserts and deletions are queued; the thread commits all that wait at once."""

    def __init__(self, path):
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS document (
                kind TEXT, id TEXT, body TEXT, blob BLOB, PRIMARY KEY (kind, id)
            );
            """
        )
        self._queue = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def load(self, kind):
        """Documents of a kind in the order of their first writing, with their blobs."""
        rows = self._connection.execute(
            "SELECT body, blob FROM document WHERE kind = ? ORDER BY rowid", (kind,)
        )
        return [(json.loads(body), blob) for body, blob in rows]

    def save(self, kind, id_, document, blob=None):
        """Serialise now (the caller holds the state's lock), write soon."""
        self._queue.put((kind, str(id_), json.dumps(document), blob))

    def delete(self, kind, id_):
        self._queue.put((kind, str(id_), None, None))

    def clear(self):
        self._queue.put((None, None, None, None))

    def close(self):
        """Write what waits, then close."""
        self._queue.put(_STOP)
        self._thread.join()
        self._connection.close()

    def _run(self):
        while True:
            batch = [self._queue.get()]
            while not self._queue.empty() and len(batch) < 5000:
                batch.append(self._queue.get())
            with self._connection:
                for item in batch:
                    if item is not _STOP:
                        self._write(*item)
            if batch[-1] is _STOP:
                return

    def _write(self, kind, id_, body, blob):
        if kind is None:
            self._connection.execute("DELETE FROM document")
        elif body is None:
            self._connection.execute(
                "DELETE FROM document WHERE kind = ? AND id = ?", (kind, id_)
            )
        else:
            self._connection.execute(
                """
                INSERT INTO document (kind, id, body, blob) VALUES (?, ?, ?, ?)
                ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body,
                    blob = coalesce(excluded.blob, blob)
                """,
                (kind, id_, body, blob),
            )
