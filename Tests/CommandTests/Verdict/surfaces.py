"""Makes a folder of packages, honest and tampered, and asks everything that shows a verdict what it
says of each: `verify` in words, as JSON, as a table and as a report, `receipt`, the table and the page
of `serve`, the correction notice, and the page of `evpack verifier`. Usage: surfaces.py EXAMPLE SAMPLES
SCRATCH [SHOTS]; prints what differs from the table below or between them, then the count of packages.
"""

import html
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

from playwright.sync_api import sync_playwright

example, samples, scratch = (pathlib.Path(one).resolve() for one in sys.argv[1:4])
shots = sys.argv[4] if len(sys.argv) > 4 else None
reseal = pathlib.Path(__file__).parent.parent / "Verifier/reseal.py"
made, folder = scratch / "made", scratch / "材料包"

# What each is to be told: intact, authentic, complete, filled, usable (+ good, - bad, ? not checked),
# how `verify` ends (exit codes: `evpack --help`), and what its first line has to name.
EXPECTED = {
    "齐全": ("+?+++", 0, "完好、齐全"),
    "缺材料": ("+?-++", 3, "缺"),
    "有打不开的": ("+?++-", 3, "打不开"),
    "填报有误": ("+?+-+", 3, "填报"),
    "重新打包": ("+?+++", 0, "仅重新打包"),
    "重新打包并改名": ("+?+++", 0, "仅重新打包"),
    "重新打包并换文件": ("-?", 2, "2-2-3.txt"),
    "截断": ("-?", 2, "传输不完整"),
    "只有开头": ("-?", 2, "传输不完整"),
    "文件内一位": ("-?", 2, "被改动或损坏"),
    "表头一位": ("-?", 2, ""),
    "空隙一位": ("-?", 2, ""),
    "记录一位": ("-?", 2, "被改动或损坏"),
    "末尾多出": ("-?", 2, ""),
    "少一个文件": ("-?", 2, "少"),
    "多一个文件": ("-?", 2, "多"),
    "清单也改了": ("-?", 2, ""),
    "换成别县的申报表": ("+?-", 3, "申报表"),
    "没有申报表": ("+??++", 3, "申报表"),
    "去掉标签": ("+?-", 3, "缺"),
    "记录说齐全": ("+?-", 3, ""),
    "里面有程序": ("+?++-", 3, "不能用"),
    "签章未知": ("+?+++", 0, "完好、齐全"),
    "签章损坏": ("+-+++", 4, "签章"),
    "别的包的签章": ("+-+++", 4, "签章"),
    "别人的包": ("+???+", 0, ""),
    "别人的包少文件": ("-?", 2, "少"),
    "不是包": ("-????", 2, "不是"),
    "空文件": ("-????", 2, "不是"),
    "图片": ("-????", 2, "不是"),
    "压缩包": ("+?+++", 0, ""),
    "gzip": ("+?+++", 0, ""),
    "苹果压缩": ("+?+++", 0, ""),
}
WORDS = {"+": "通过", "-": "不通过", "?": "未检测"}
QUESTIONS = ["完好", "真实", "齐全", "填报", "可用"]
problems = []


def run(*command, cwd=None, expected=0):
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True)
    if expected is not None and done.returncode != expected:
        problems.append(f"{' '.join(map(str, command))}: {done.returncode} {done.stderr}")
    return done


def name_of(package):
    return package.name.split(".")[0]


# --- The packages --------------------------------------------------------------------------------


def dossier(name):
    """The example with what it lacks put in, and what can't be opened replaced."""
    target = made / name
    shutil.copytree(example, target)
    evidence = target / "佐证材料"
    for number in ["2-2-3", "6-1-5"]:
        (evidence / f"{number}.txt").write_text(f"{number} 佐证\n")
    sound = next(evidence.glob("其他/统*.pdf"))
    shutil.copy(sound, next(evidence.rglob("*加密*.pdf")))
    return target


def seal(name, *options):
    """Each package has the name of the file that it comes in."""
    run("evpack", "seal", made / name, "-o", folder / f"{name}.tar", *options)


def write(name, content):
    (folder / name).write_bytes(content)


def flipped(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]


def reseal_as(name, edit, source="齐全"):
    run(sys.executable, reseal, folder / f"{source}.tar", folder / f"{name}.tar", edit, cwd=reseal.parent)


def unpack(name):
    target = made / f"unpacked-{name}"
    target.mkdir()
    with tarfile.open(folder / "齐全.tar") as tar:
        tar.extractall(target)
    return target


def make_packages():
    folder.mkdir(parents=True)
    made.mkdir()
    dossier("齐全")
    seal("齐全")
    for name, spoil in {
        "缺材料": lambda evidence: (evidence / "2-2-3.txt").unlink(),
        "有打不开的": lambda evidence: cut(next(evidence.rglob("*加密*.pdf"))),
    }.items():
        spoil(dossier(name) / "佐证材料")
        seal(name, "--incomplete")
    wrong = dossier("填报有误")
    (wrong / "answers.yaml").write_text("answers:\n  industry.sme-share.2020: \"191.26\"\n")
    seal("填报有误", "--incomplete")

    whole = (folder / "齐全.tar").read_bytes()
    with tarfile.open(folder / "齐全.tar") as tar:
        members = {one.name: one for one in tar.getmembers()}
    text = next(name for name in members if name.endswith("2-2-3.txt"))
    record = next(name for name in members if name.endswith("evidence.json"))
    write("截断.tar", whole[:60_000])
    write("只有开头.tar", whole[:700])
    write("文件内一位.tar", flipped(whole, members[text].offset_data))
    write("表头一位.tar", flipped(whole, members[text].offset_data - 512 + 150))
    write("空隙一位.tar", flipped(whole, members[text].offset_data + members[text].size + 5))
    write("记录一位.tar", flipped(whole, members[record].offset_data + 40))
    write("末尾多出.tar", whole + b"more" * 128)

    for name, spoil in {
        "重新打包": lambda bag: None,
        "重新打包并换文件": lambda bag: next(bag.rglob("2-2-3.txt")).write_text("别的\n"),
        "少一个文件": lambda bag: next(bag.rglob("2-2-3.txt")).unlink(),
        "多一个文件": lambda bag: (next(bag.rglob("2-2-3.txt")).parent / "多出.txt").write_text("x"),
        "清单也改了": lambda bag: swap_with_manifest(bag),
    }.items():
        bag = unpack(name) / "齐全"
        spoil(bag)
        run("tar", "cf", folder / f"{name}.tar", "齐全", cwd=bag.parent)
    (made / "unpacked-重新打包/齐全").rename(made / "unpacked-重新打包/重新打包并改名")
    run("tar", "cf", folder / "重新打包并改名.tar", "重新打包并改名", cwd=made / "unpacked-重新打包")

    other = (samples / "forms/cluster2-v1.docx").read_bytes()
    (made / "other.docx").write_bytes(other)
    form = 'next(path for path in files if path.endswith(".docx"))'
    reseal_as("换成别县的申报表", f"files[{form}] = open({str(made / 'other.docx')!r}, 'rb').read()")
    reseal_as("没有申报表", f"del files[{form}]")
    reseal_as(
        "去掉标签", "info = ''.join(line for line in info.splitlines(True) if not line.startswith('Evpack-'))",
        source="缺材料")
    reseal_as(
        "记录说齐全",
        "files['evidence.json'] = files['evidence.json'].replace(b'\"incomplete\"', b'\"complete\"')",
        source="缺材料")
    reseal_as("里面有程序", "files['data/evidence/程序.exe'] = b'MZ' + bytes(600)")

    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", made / "key.pem", "-out",
        made / "cert.pem", "-days", "400", "-subj", "/CN=County", "-addext", "basicConstraints=critical,CA:FALSE")
    for name in ["签章未知", "签章损坏", "别的包的签章"]:
        shutil.copy(folder / "齐全.tar", folder / f"{name}.tar")
        run("evpack", "sign", folder / f"{name}.tar", "--key", made / "key.pem", "--cert", made / "cert.pem")
    signature = folder / "签章损坏.tar.p7s"
    signature.write_bytes(flipped(signature.read_bytes(), len(signature.read_bytes()) - 20))
    run("evpack", "sign", folder / "缺材料.tar", "--key", made / "key.pem", "--cert", made / "cert.pem")
    (folder / "缺材料.tar.p7s").rename(folder / "别的包的签章.tar.p7s")

    for name in ["别人的包", "别人的包少文件"]:
        bag = made / name
        bag.mkdir()
        (bag / "甲.txt").write_text("甲\n")
        (bag / "乙.txt").write_text("乙\n")
        run(sys.executable, "-m", "bagit", "--quiet", bag)
        if name == "别人的包少文件":
            (bag / "data/乙.txt").unlink()
        run("tar", "cf", folder / f"{name}.tar", name, cwd=made)
    (made / "photos").mkdir()
    (made / "photos/a.txt").write_text("a")
    run("tar", "cf", folder / "不是包.tar", "photos", cwd=made)
    write("空文件.tar", b"")
    write("图片.tar", b"\x89PNG\r\n\x1a\n" + bytes(4_000))
    bag = unpack("压缩包")
    (bag / "齐全").rename(bag / "压缩包")
    with zipfile.ZipFile(folder / "压缩包.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(bag))
    with zipfile.ZipFile(folder / "苹果压缩.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bag.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(bag))
        archive.writestr("__MACOSX/压缩包/._bagit.txt", b"\0\5\x16\7" + bytes(80))
    run("tar", "czf", folder / "gzip.tar.gz", "压缩包", cwd=bag)


def cut(path):
    path.write_bytes(path.read_bytes()[:900])


def swap_with_manifest(bag):
    """A file with its line in the manifest, the list above it left alone."""
    import hashlib

    path = next(bag.rglob("2-2-3.txt"))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text("别的\n")
    manifest = bag / "manifest-sha256.txt"
    manifest.write_text(
        manifest.read_text().replace(before, hashlib.sha256(path.read_bytes()).hexdigest()))


# --- What is said of them ------------------------------------------------------------------------


def text_of(fragment):
    return html.unescape(re.sub(r"<[^>]*>", "", fragment)).strip()


def by_words(package):
    done = run("evpack", "verify", package, "--language", "zh", "--report", scratch / "one.html", expected=None)
    (scratch / "one.html.sha256").unlink(missing_ok=True)
    answers = re.findall(rf"^  ({'|'.join(QUESTIONS)})  (通过|不通过|未检测) *(.*)$", done.stdout, re.M)
    report = (scratch / "one.html").read_text() if (scratch / "one.html").exists() else ""
    (scratch / "one.html").unlink(missing_ok=True)
    return done.returncode, done.stdout.splitlines()[0] if done.stdout else "", answers, report


def by_report(report):
    cards = re.findall(r'<div class="card \S*"><p>(.*?)</p><b>(.*?)</b><p>(.*?)</p></div>', report)
    headline = re.search(r'<p class="verdict (\w+)">(.*?)</p>', report, re.S)
    return [tuple(map(text_of, card)) for card in cards], headline and (headline[1], text_of(headline[2]))


def by_json(packages):
    done = run("evpack", "verify", "--json", *packages, expected=None)
    decoder, place, found = json.JSONDecoder(), 0, {}
    while place < len(done.stdout.rstrip()):
        report, place = decoder.raw_decode(done.stdout, place)
        place += len(done.stdout[place:]) - len(done.stdout[place:].lstrip())
        if report.get("schema") == "evpack/verify/1":
            found[pathlib.Path(report["package"]["file"]).name] = [one["outcome"] for one in report["answers"]]
    return found


def by_table(packages):
    done = run("evpack", "verify", *packages, "--language", "zh", expected=None)
    rows = {}
    for line in done.stdout.split("\n\n")[0].splitlines()[1:]:
        cells = line.split()
        rows[pathlib.Path(cells[-1]).name] = cells[:5]
    return rows, done.returncode


CARDS = """() => Array.from(document.querySelectorAll('#verdicts .card'), card =>
  [card.querySelector('h2'), card.querySelector('.outcome'), card.querySelector('p:not(.outcome)')]
    .map(one => one.textContent))"""
SHELF = """() => Array.from(document.querySelectorAll('#packages tbody tr'), row =>
  [row.querySelector('a').textContent, row.querySelector('a').href, row.className,
   ...Array.from(row.querySelectorAll('td b'), one => one.textContent)])"""
ARTICLES = """() => Array.from(document.querySelectorAll('article'), one => [one.dataset.file, one.className])"""


def by_pages(packages):
    server = subprocess.Popen(
        ["evpack", "serve", str(folder), "--no-open", "--language", "zh"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)
    shelf, pages, notices = {}, {}, {}
    try:
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(locale="zh-CN", viewport={"width": 1366, "height": 768})
            page.goto(address)
            page.wait_for_selector("#packages tbody tr")
            for _ in range(600):
                rows = page.evaluate(SHELF)
                if len(rows) == len(packages) and all(len(row) == 8 or not row[3:] for row in rows):
                    if all(len(row) == 8 for row in rows):
                        break
                page.wait_for_timeout(200)
            if shots:
                page.screenshot(path=f"{shots}/shelf.png", full_page=True)
            for name, link, kind, *words in rows:
                shelf[name] = (kind == "well", words)
            use_table(page, shelf)
            for name, link, *_ in rows:
                page.goto(link)
                page.wait_for_selector("#verdicts .card, .verdict", timeout=60_000)
                pages[name] = (
                    page.locator(".verdict").first.inner_text(),
                    [tuple(map(str.strip, card)) for card in page.evaluate(CARDS)])
                notice = page.request.get(link.split("?")[0].rstrip("/") + "/notice")
                notices[name] = text_of(notice.text()) if notice.ok else None
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return shelf, pages, notices


def use_table(page, shelf):
    """Filters, searches, sorts and exports the table as a reviewer does."""
    def names():
        return page.locator("#packages tbody tr:visible th a").all_inner_texts()

    def expect(found, wanted, what):
        if found != wanted:
            problems.append(f"{what}: {found}, not {wanted}")

    for filter, question in {"intact": 0, "complete": 2, "filled": 3, "usable": 4}.items():
        page.click(f'[data-filter="{filter}"]')
        wanted = {name for name, (_, words) in shelf.items() if words[question] == "不通过"}
        expect(set(names()), wanted, f"the table, filtered by {filter}")
        expect(page.locator(f'[data-filter="{filter}"] span').inner_text(), str(len(wanted)), filter)
    page.click('[data-filter="well"]')
    expect(set(names()), {name for name, (is_well, _) in shelf.items() if is_well}, "what is well")
    page.click('[data-filter=""]')
    page.fill("#find", "签章")
    expect(set(names()), {name for name in shelf if "签章" in name}, "the search")
    page.fill("#find", "没有这个")
    expect(page.locator("#none-found").is_visible(), True, "the word that nothing was found")
    page.fill("#find", "")
    order = {"不通过": 0, "未检测": 1, "通过": 2}
    heading = page.locator("#packages thead th").nth(4).locator("button")
    for is_down in (False, True):
        heading.click()
        found = [order[shelf[name][1][2]] for name in names()]
        expect(found, sorted(found, reverse=is_down), "the table, sorted by what is complete")
    with page.expect_download() as download:
        page.click("#filters a[download]")
    import openpyxl

    rows = list(openpyxl.load_workbook(open(download.value.path(), "rb")).active.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[2] == "完好") + 1
    exported = {row[0]: [cell.split("：")[0] for cell in row[2:7]] for row in rows[start:] if row[1] != row[0] and row[2]}
    expect(exported, {name: words for name, (_, words) in shelf.items()}, "the exported table")


def by_verifier(packages):
    run("evpack", "verifier", "-o", scratch / "验证.html", "--language", "zh")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="zh-CN")
        page.goto((scratch / "验证.html").resolve().as_uri())
        page.set_input_files("#files", packages)
        page.wait_for_function(
            "count => document.querySelectorAll('article').length === count"
            " && !document.querySelector('.waiting, .running')", arg=len(packages), timeout=120_000)
        found = page.evaluate(ARTICLES)
        browser.close()
    return {file: kind.split()[0] for file, kind in found}


# --- Comparing -----------------------------------------------------------------------------------

make_packages()
packages = sorted(path for path in folder.iterdir() if path.suffix != ".p7s")
if {name_of(path) for path in packages} != set(EXPECTED):
    problems.append(f"not made: {set(EXPECTED) - {name_of(path) for path in packages}}")
table, table_exit = by_table(packages)
answers = by_json(packages)
shelf, pages, notices = by_pages(packages)
tars = [path for path in packages if path.suffix == ".tar"]
verifier = by_verifier(tars)
gravest = 0
for package in packages:
    name = package.name
    outcomes, exit_code, cause = EXPECTED[name_of(package)]
    code, headline, said, report = by_words(package)

    is_foreign = name.startswith("别人的包")

    def check(is_so, what):
        if not is_so:
            problems.append(f"{name}: {what}")

    if not said and headline.startswith("不是佐证材料包"):
        # In words that is all; the other surfaces say of the rest that it was not checked.
        said = by_report(report)[0]
    words = [outcome for _, outcome, _ in said]
    check([question for question, *_ in said] == QUESTIONS, f"verify has not five answers: {said}")
    check(words[:len(outcomes)] == [WORDS[one] for one in outcomes], f"expected {outcomes}, verify says {said}")
    check(code == exit_code, f"verify ends with {code}, not {exit_code}: {headline}")
    check(cause in headline, f"the first line does not name the cause ({cause}): {headline}")
    json_words = {"passed": "通过", "failed": "不通过", "not-checked": "未检测"}
    check([json_words[one] for one in answers.get(name, [])] == words, f"JSON: {answers.get(name)}")
    check(table.get(name) == words, f"the table: {table.get(name)}")
    cards, shown = by_report(report)
    check(cards == [(q, o, r.strip()) for q, o, r in said], f"the report: {cards}\n   verify: {said}")
    check(shown is not None and shown[1] == headline, f"the report's headline: {shown}, verify's: {headline}")
    well = code == 0
    check(shown is not None and (shown[0] == "done") == well, f"the report's colour: {shown}, exit {code}")
    is_well, shelf_words = shelf.get(name, (None, None))
    check(shelf_words == words, f"the shelf: {shelf_words}")
    check(is_well == well, f"the shelf's colour: {is_well}, exit {code}")
    page_headline, page_cards = pages.get(name, (None, None))
    check(page_cards == [(q, o, r.strip()) for q, o, r in said], f"the page: {page_cards}\n   verify: {said}")
    check(page_headline == headline, f"the page's headline: {page_headline}, verify's {headline}")
    notice = notices.get(name)
    # There is nobody to write to about what is no package of evpack's.
    check((notice is None) == (is_foreign or words[2:] == ["未检测"] * 3 and headline.startswith("不是")), f"notice: {notice}")
    check(notice is None or ("没有需要补正" in notice) == well, f"the notice of one that ends with {code}: {(notice or '')[-400:]}")
    receipt = run("evpack", "receipt", package, "-o", scratch / "receipt.html", "--language", "zh", expected=None)
    if (scratch / "receipt.html").exists():
        text = text_of((scratch / "receipt.html").read_text())
        check(receipt.returncode == code, f"the receipt ends with {receipt.returncode}, verify with {code}")
        for question, outcome, remark in said:
            check(not remark or remark.strip() in text, f"the receipt lacks {question}: {remark}")
        (scratch / "receipt.html").unlink()
    else:
        check(words[:1] != ["通过"] or is_foreign, f"no receipt of an intact package: {receipt.stderr}")
        check(receipt.returncode == 2 or is_foreign, f"without a receipt {receipt.returncode}")
    if name in verifier and words:
        check((verifier[name] in ("broken", "none")) == (words[0] == "不通过"), f"验证.html says {verifier[name]}")
    order = {0: 0, 3: 1, 4: 2, 2: 3, 1: 4}
    gravest = max(gravest, exit_code, key=lambda one: order[one])
if table_exit != gravest:
    problems.append(f"the batch ends with {table_exit}, the gravest is {gravest}")
print(*problems, sep="\n", end="\n" if problems else "")
print("packages", len(packages))
