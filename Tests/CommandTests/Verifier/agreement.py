"""Shows the page of `evpack verifier` many packages in Chromium and holds its verdicts against
`evpack verify`'s. Usage: agreement.py PAGE SCRATCH SOUND... (packages to damage); prints what
differs, and then how many packages were compared."""

import json
import pathlib
import subprocess
import sys

from playwright.sync_api import sync_playwright

import forgery

page_file, scratch, *sound = sys.argv[1:]
folder = pathlib.Path(scratch)


def write_packages():
    for name, whole in forgery.forgeries():
        write(f"forged-{name.split('-')[0]}", whole)
    for name, variant in forgery.damage(forgery.small()):
        write(f"small-{name}", variant)
    for package in map(pathlib.Path, sound):
        whole = package.read_bytes()
        write(package.stem, whole)
        # `evpack verify` reads what they say as well, which takes longer.
        for place, (name, variant) in enumerate(forgery.damage(whole)):
            if place % max(13, len(whole) // 1_500) == 7:
                write(f"{package.stem}-{name}", variant)


def write(name, content):
    (folder / f"{len(list(folder.iterdir())):03}-{name}.tar").write_bytes(content)


def start_command(files):
    return subprocess.Popen(
        ["evpack", "verify", "--json", *(file.name for file in files)], cwd=folder,
        stdout=subprocess.PIPE)


def by_command(process):
    output = process.communicate()[0].decode()
    decoder, place, reports = json.JSONDecoder(), 0, {}
    while place < len(output.rstrip()):
        report, place = decoder.raw_decode(output, place)
        place += len(output[place:]) - len(output[place:].lstrip())
        if "package" not in report or report["schema"] != "evpack/verify/1":
            continue
        is_intact = report["verdict"] != "not-intact"
        verdict = "broken" if not is_intact else (
            "intact" if report["package"]["canonical"] else "repacked"
            if any(one["rule"] == "repacked" for one in report["findings"]) else "foreign")
        reports[report["package"]["file"]] = (
            verdict, report["sealNumber"], {one["rule"] for one in report["findings"]})
    return reports


READ = """() => Array.from(document.querySelectorAll('article'), article => [
  article.dataset.file, article.className, article.querySelector('.seal + *, dd .digest')?.textContent,
  Array.from(article.querySelectorAll('[data-rule]'), one => one.dataset.rule)])"""


def by_page(files):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN")
        complaints = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url)
                if request.url.split(":")[0] not in ("file", "blob") else None)
        page.goto(pathlib.Path(page_file).resolve().as_uri())
        page.set_input_files("#files", files)
        page.wait_for_function(
            "count => document.querySelectorAll('article').length === count"
            " && !document.querySelector('.waiting, .running')", arg=len(files), timeout=120_000)
        known = set(page.evaluate("Object.keys(allWords.findings)"))
        found = page.evaluate(READ)
        browser.close()
    for complaint in complaints:
        print("the page complains:", complaint)
    return known, {file: (verdict, seal, set(rules)) for file, verdict, seal, rules in found}


write_packages()
files = sorted(folder.glob("*.tar"))
process = start_command(files)
known, found = by_page(files)
expected = by_command(process)
counts = {}
for file in files:
    verdict, seal, rules = expected[file.name]
    shown, number, told = found[file.name]
    shown = shown.split()[0]
    shown = "broken" if shown == "none" else shown
    counts[verdict] = counts.get(verdict, 0) + 1
    if shown != verdict:
        print(f"{file.name}: the page says {shown}, evpack {verdict}: {told} {rules}")
    elif number not in (None, seal):
        print(f"{file.name}: the page has the seal number {number}, evpack {seal}")
    elif told != rules & known:
        print(f"{file.name}: the page tells {told - rules}, evpack {rules & known - told}")
print(*(f"{verdict} {counts[verdict]}" for verdict in sorted(counts)))
