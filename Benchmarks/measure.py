"""Runs whole commands in turn and measures each: wall clock, processor seconds, peak memory."""

import os
import statistics
import subprocess
import tempfile
import time


class Command:
    """A named command. `prepare` runs before each measured run, unmeasured."""

    def __init__(self, name, argv, prepare=None, accepts=(0,)):
        self.name, self.argv, self.prepare, self.accepts = name, argv, prepare, accepts
        self.walls, self.cpus, self.peaks = [], [], []

    def run(self, cold=False):
        if self.prepare:
            self.prepare()
        if cold:
            drop_caches()
        with tempfile.NamedTemporaryFile("r") as usage:
            # GNU time, not our own rusage: a child's peak begins with its parent's memory.
            timed = ["/usr/bin/time", "-q", "-o", usage.name, "-f", "%U %S %M", *self.argv]
            started = time.monotonic()
            code = subprocess.run(
                timed, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL).returncode
            wall = time.monotonic() - started
            user, system, peak = usage.read().split()
        if code not in self.accepts:
            raise SystemExit(f"{self.name} ended with {code}: {self.argv}")
        self.walls.append(wall)
        self.cpus.append(float(user) + float(system))
        self.peaks.append(int(peak) / 1024)

    @property
    def wall(self):
        return statistics.median(self.walls)


def drop_caches():
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w") as file:
        file.write("3\n")


def touch_memory(folder, size):
    """Has the machine hold `size` bytes more in a memory file system, and frees them.

    A virtual machine gives memory that nobody used for some seconds back to its host, and whoever
    fills it next pays for fetching it again: up to ten times the time of the write itself.
    """
    path = folder / "touched"
    zeros = bytes(1 << 20)
    with open(path, "wb", buffering=0) as file:
        for _ in range(size >> 20):
            file.write(zeros)
    path.unlink()


def can_drop_caches():
    return os.access("/proc/sys/vm/drop_caches", os.W_OK)


def shell(text):
    """A pipeline as one command."""
    return ["bash", "-c", f"set -e -o pipefail; {text}"]


def rounds(title, commands, count, base, cold=False):
    """Runs the commands in turn, `count` times, the first round apart; a table in Markdown.

    - base: the name of the command that the ratios are against.
    """
    if not cold:
        for command in commands:
            command.run()
            command.walls.clear(), command.cpus.clear(), command.peaks.clear()
    for _ in range(count):
        for command in commands:
            command.run(cold)
    against = next(command for command in commands if command.name == base).wall
    lines = [
        f"### {title}", "",
        f"| command | median s | x `{base}` | spread | CPU s | peak MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for command in commands:
        spread = (max(command.walls) - min(command.walls)) / command.wall
        lines.append(
            f"| `{command.name}` | {command.wall:.3f} | {command.wall / against:.2f} "
            f"| {spread:.0%} | {statistics.median(command.cpus):.2f} "
            f"| {max(command.peaks):.0f} |")
    return "\n".join(lines) + "\n"
