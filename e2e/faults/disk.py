"""A disk for the files of one database, which gets full and has room again."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

ROOM = "1g"
#: Without a disk of its own: no file may get larger than this. Sessions are smaller.
FEW_BYTES = 16 * 1024


def small_disk(folder):
    """The real thing where the system allows it, else a limit on files."""
    try:
        return Disk(folder)
    except (OSError, subprocess.SubprocessError):
        return Limit(folder)


class Disk:
    """A file system in memory on ``folder``, seen only inside of a namespace.

    No rights are needed where users may have namespaces (Debian's default). The
    namespace lives as long as its holder, so that a killed server loses no file.
    """

    full_with = "ENOSPC"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        options = ["--user", "--map-current-user", "--keep-caps"]
        mount = f'mount -t tmpfs -o size={ROOM} tmpfs "$0" && echo && exec sleep inf'
        self._holder = subprocess.Popen(
            ["unshare", *(options if os.getuid() else ()), "--mount"]
            + ["sh", "-c", mount, self.folder],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if not self._holder.stdout.readline():
            raise OSError("no file system of its own")

    def inside(self, command):
        """The command that runs ``command`` where the disk is."""
        user = ("--user", "--preserve-credentials") if os.getuid() else ()
        holder = f"--target={self._holder.pid}"
        return ["nsenter", holder, *user, "--mount", *command]

    @property
    def files(self):
        """Where the files can be read from outside."""
        return Path(f"/proc/{self._holder.pid}/root{self.folder}")

    def fill(self, _server):
        # 0 would mean "no limit"
        self._resize(shutil.disk_usage(self.files).used or 4096)

    def make_room(self, _server):
        self._resize(ROOM)

    def _resize(self, size):
        command = ["mount", "-o", f"remount,size={size}", self.folder]
        command = self.inside([str(part) for part in command])
        subprocess.run(command, check=True, capture_output=True)

    def remove(self):
        self._holder.kill()
        self._holder.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Limit:
    """No disk of its own: the server may write no file of any size (EFBIG)."""

    full_with = "EFBIG"

    def __init__(self, folder):
        self.files = Path(folder)
        self.files.mkdir(parents=True, exist_ok=True)

    def inside(self, command):
        """Its log goes through a pipe, which has no size."""
        return ["bash", "-c", 'exec "$@" > >(exec cat) 2>&1', "odoo", *command]

    def fill(self, server):
        self._limit(server, FEW_BYTES)

    def make_room(self, server):
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server, size):
        # the server first, so that no worker is born without the limit
        for pid in (server.process.pid, *server.children()):
            try:
                resource.prlimit(
                    pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)
                )
            except ProcessLookupError:
                continue

    def remove(self):
        shutil.rmtree(self.files, ignore_errors=True)
