#!/usr/bin/env python3
"""Times evpack beside the programs that do a part of its work, on the same data.

Every figure is of whole processes, run in turn; quote the ratios, not the seconds.
"""

import argparse
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile

import data
from measure import Command, can_drop_caches, rounds, shell, touch_memory


def sealing(evpack, root, out, name, durable=False):
    """The commands that make an archive of a dossier's attachments, hashed or not."""
    target = out / f"{name}.tar"
    attachments = root / "佐证材料"
    size = sum(path.stat().st_size for path in attachments.rglob("*"))

    def clear():
        target.unlink(missing_ok=True)
        if not durable:
            touch_memory(out, size * 5 // 4)

    tar = f"tar cf {target} -C {root} 佐证材料"
    seal = Command(
        "evpack seal", [evpack, "seal", root, "-o", target, "--incomplete"], clear)
    if durable:
        return [Command("tar + sync", shell(f"{tar}; sync -d {target}"), clear), seal]
    # One command line can't hold 50,000 names; xargs splits it as a person would have to.
    files = f"find {attachments} -type f -print0 | sort -z"
    commands = [
        Command("tar", tar.split(), clear),
        seal,
        Command("bsdtar", ["bsdtar", "--format", "pax", "-cf", target, "-C", root, "佐证材料"], clear),
        Command("openssl dgst", shell(f"{files} | xargs -0 openssl dgst -sha256")),
        Command("sha256sum", shell(f"{files} | xargs -0 sha256sum")),
        Command("rhash", ["rhash", "--sha256", "-r", attachments]),
        Command("hashdeep", ["hashdeep", "-c", "sha256", "-r", attachments]),
    ]
    bag = out / f"{name}-bag"

    def no_bag():
        clear()
        shutil.rmtree(bag, ignore_errors=True)

    commands.append(
        Command(
            "copy, bagit.py (2), tar",
            shell(
                f"cp -r {attachments} {bag}; bagit.py --quiet --sha256 --processes 2 {bag}; "
                f"tar cf {target} -C {out} {bag.name}"), no_bag))
    return commands


def verifying(evpack, package, out, name):
    """The commands that check a package."""
    unpacked = out / f"{name}-unpacked"
    fresh = lambda: (shutil.rmtree(unpacked, ignore_errors=True), unpacked.mkdir())
    inside = f"tar xf {package} -C {unpacked}; cd {unpacked}/*"
    return [
        Command("openssl dgst", ["openssl", "dgst", "-sha256", package]),
        # An incomplete dossier's package is intact, and says what is missing: 3.
        Command("evpack verify", [evpack, "verify", package], accepts=(0, 3)),
        Command("sha256sum", ["sha256sum", package]),
        Command("untar, sha256sum -c", shell(f"{inside}; sha256sum -c --quiet manifest-sha256.txt"), fresh),
        Command(
            "untar, bagit.py (2)", shell(f"{inside}; bagit.py --quiet --validate --processes 2 ."), fresh),
    ]


def binding(evpack, root, out):
    """The commands that make one PDF of a dossier's; only evpack's has numbers, contents and dividers."""
    target = out / "bound.pdf"
    files = sorted((root / "佐证材料").rglob("*.pdf"))
    size = sum(path.stat().st_size for path in files)

    def clear():
        target.unlink(missing_ok=True)
        touch_memory(out, size * 5 // 4)

    return [
        Command("evpack volume", [evpack, "volume", root, "-o", target], clear),
        Command("qpdf --pages", ["qpdf", "--empty", "--pages", *files, "--", target], clear),
        Command("pdfunite", ["pdfunite", *files, target], clear),
        Command("mutool merge", ["mutool", "merge", "-o", target, *files], clear),
    ]


def growth(evpack, work, out, counts):
    """Time and memory a file, for more and more files."""
    lines = [
        "### Growth", "", "| files | seal s | µs a file | peak MB | verify s | µs a file | peak MB |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for count in counts:
        root, target = work / f"tiny-{count}", out / f"tiny-{count}.tar"
        data.tiny(root, evpack, count)
        seal = Command(
            "seal", [evpack, "seal", root, "-o", target, "--incomplete"],
            lambda: target.unlink(missing_ok=True))
        verify = Command("verify", [evpack, "verify", target], accepts=(0, 3))
        for command in (seal, verify):
            for _ in range(3):
                command.run()
        cells = [
            f"{command.wall:.2f} | {command.wall / count * 1e6:.1f} | {max(command.peaks):.0f}"
            for command in (seal, verify)
        ]
        lines.append(f"| {count:,} | {' | '.join(cells)} |")
        shutil.rmtree(root)
        target.unlink()
    return "\n".join(lines) + "\n"


def machine():
    with open("/proc/cpuinfo") as file:
        text = file.read()
    model = next(line.split(":")[1].strip() for line in text.splitlines() if "model name" in line)
    sha = "with" if " sha_ni" in text else "without"
    return f"{os.cpu_count()} cores ({model}, {sha} SHA instructions), {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evpack", default=shutil.which("evpack"), help="the program to time")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sets", nargs="+", default=["start", "typical", "many-small", "one-huge", "volume", "growth"])
    parser.add_argument("--counts", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--work", help="a folder on a disk, for the data (default: a temporary one)")
    parser.add_argument("--out", default="/dev/shm", help="a memory file system, for what is written")
    options = parser.parse_args()
    if not options.evpack:
        sys.exit("run.py: no evpack on the PATH; build it with `make release`, or use `make bench`")
    evpack = str(pathlib.Path(options.evpack).resolve())
    os.environ["LC_ALL"] = "C.UTF-8"
    version = subprocess.run([evpack, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"evpack {version}, {machine()}; medians of {options.rounds} rounds in turn.\n", flush=True)
    work = pathlib.Path(tempfile.mkdtemp(dir=options.work))
    out = pathlib.Path(tempfile.mkdtemp(dir=options.out))
    show = lambda table: print(table, flush=True)
    try:
        if "start" in options.sets:
            commands = [
                Command("openssl version", ["openssl", "version"]),
                Command("evpack --version", [evpack, "--version"]),
            ]
            show(rounds("Start", commands, options.rounds * 8, "openssl version"))
            size = os.path.getsize(evpack) / 1e6
            show(f"The program's size: {size:.0f} MB.\n")
        makers = {"typical": data.typical, "many-small": data.many_small, "one-huge": data.one_huge}
        for name, make in makers.items():
            if name not in options.sets:
                continue
            root = work / name
            make(root, evpack)
            base = "openssl dgst" if name == "one-huge" else "tar"
            show(rounds(f"Seal, {name}", sealing(evpack, root, out, name), options.rounds, base))
            # On the disk, what was written is on it when the command ends.
            show(
                rounds(
                    f"Seal, {name}, durable", sealing(evpack, root, work, name, durable=True),
                    options.rounds, "tar + sync"))
            if name != "one-huge" and can_drop_caches():
                cold = [c for c in sealing(evpack, root, out, name) if c.name in ("tar", "evpack seal")]
                show(rounds(f"Seal, {name}, cold disk", cold, options.rounds, "tar", cold=True))
            (work / f"{name}.tar").unlink(missing_ok=True)
            package = out / f"{name}.tar"
            package.unlink(missing_ok=True)
            subprocess.run(
                [evpack, "seal", root, "-o", package, "--incomplete"], check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            show(
                rounds(
                    f"Verify, {name}", verifying(evpack, package, out, name), options.rounds,
                    "openssl dgst"))
            for folder in out.iterdir():
                shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
            shutil.rmtree(root)
        if "volume" in options.sets:
            root = work / "volume"
            data.typical(root, evpack)
            commands = binding(evpack, root, out)
            show(rounds("Bind, typical", commands, options.rounds, "qpdf --pages"))
            shutil.rmtree(root)
        if "growth" in options.sets:
            show(growth(evpack, work, out, options.counts))
    finally:
        shutil.rmtree(work)
        shutil.rmtree(out)


if __name__ == "__main__":
    main()
