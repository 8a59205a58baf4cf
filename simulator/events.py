"""Live events for open phone pages (Server-Sent Events)."""

import json
import queue
import threading

HEARTBEAT_SECONDS = 15


class Hub:
    """Fan-out to open pages; publishing to nobody costs one comparison."""

    def __init__(self):
        self._lock = threading.Lock()
        self._queues = []
        self._closed = False

    def publish(self, event, data):
        if not self._queues:
            return
        text = f"event: {event}\ndata: {json.dumps(data)}\n\n"
        with self._lock:
            for listener in self._queues:
                listener.put(text)

    def stream(self):
        """Frames for one page until it goes away or the hub closes."""
        listener = queue.Queue()
        with self._lock:
            self._queues.append(listener)
        try:
            yield "retry: 1000\nevent: hello\ndata: {}\n\n"
            while not self._closed:
                try:
                    frame = listener.get(timeout=HEARTBEAT_SECONDS)
                except queue.Empty:
                    frame = ": alive\n\n"
                if frame is None:
                    return
                yield frame
        finally:
            with self._lock:
                self._queues.remove(listener)

    def close(self):
        self._closed = True
        with self._lock:
            for listener in self._queues:
                listener.put(None)
