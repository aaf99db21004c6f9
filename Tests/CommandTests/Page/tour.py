"""Does with the pages of `evpack serve` what a person does, in Chromium, and prints what is not as it
should be. Usage: tour.py SAMPLES SCRATCH. Screenshots go to the folder that EVPACK_SCREENSHOTS names.

What is expected comes from the truth files of the samples, from `evpack verify`, and from axe-core.
"""

import html
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
import zipfile

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

samples, scratch = map(pathlib.Path, sys.argv[1:3])
shots = os.environ.get("EVPACK_SCREENSHOTS")
problems = []


def expect(is_so, what):
    if not is_so:
        problems.append(what)


# --- A dossier -----------------------------------------------------------------------------------


def truth(name):
    return json.loads((samples / "truth" / f"{name}.json").read_text())


def make_dossier(folder, form):
    folder.mkdir(parents=True)
    shutil.copy(samples / "forms" / form, folder / "申报表.docx")
    (folder / "dossier.yaml").write_text("form: fujian-sme-cluster-2026\nname: 云溪县竹木家居产业集群\n")


class Server:
    running = []

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["evpack", "serve", str(folder), "--no-open", "--language", "zh"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = re.search(r"http://\S+", self.process.stdout.readline())[0]
        Server.running.append(self.process)
        self.origin = re.match(r"http://[^/]+", self.address)[0]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        expect(self.process.wait(timeout=20) is not None, "the server does not stop")


# --- Looking at pages ----------------------------------------------------------------------------

shown = 0


def look(page, name):
    """Takes a picture and asks axe-core."""
    global shown
    shown += 1
    if shots:
        pathlib.Path(shots).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{shots}/{shown:02}-{name}.png")
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    for violation in result.response["violations"]:
        for node in violation["nodes"][:3]:
            problems.append(f"axe, {name}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}")
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    expect(not wide, f"{name} is wider than the window")


def look_at_paper(page, address, name):
    """A page to print runs no script, so that axe-core is given a copy."""
    answer = page.request.get(address)
    expect(answer.ok, f"{name}: {answer.status}")
    copy = page.context.new_page()
    copy.set_content(answer.text())
    look(copy, name)
    copy.close()


def new_page(browser, width=1366):
    context = browser.new_context(
        viewport={"width": width, "height": 384 if width == 683 else 768}, locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("console", lambda message: message.type == "error" and
            "Content Security Policy" in message.text and problems.append(message.text))
    return page


def tally(page):
    text = page.locator("#masthead > .tally").inner_text()
    return tuple(map(int, re.findall(r"\d+", text)))


def wait_for_tally(page, held):
    page.locator("#masthead b", has_text=re.compile(f"^{held}$")).wait_for(timeout=60_000)


DROP = """([place, files]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const target = document.querySelector(place);
  for (const kind of ['dragover', 'drop']) {
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""


def go(page, path):
    base = re.match(r"http://[^/]+/dossier/[^/]+", page.url)[0]
    page.goto(f"{base}/{path}")


# --- What an applicant does ----------------------------------------------------------------------


def applicant(browser, width):
    home = scratch / f"home-{width}"
    dossier = home / "云溪竹木家居"
    make_dossier(dossier, "cluster1-v1.docx")
    slots = truth("cluster1.slots")
    server = Server(dossier)
    page = new_page(browser, width)
    page.goto(server.address)
    expect("token" not in page.url, "the token stays in the address")
    expect(tally(page) == (0, len(slots)), f"an empty dossier: {tally(page)}")
    look(page, f"empty-{width}")

    # The whole folder of evidence, as the applicant has it, files with Chinese names.
    evidence = samples / "evidence" / "cluster1" / "佐证材料"
    with page.expect_response(lambda answer: "/files" in answer.url):
        page.locator("input[webkitdirectory]").set_input_files(str(evidence))
    notice = page.locator("#notice [data-received]")
    notice.wait_for(timeout=120_000)
    told = notice.inner_text()
    sent = sum(1 for file in evidence.rglob("*") if file.is_file())
    received = sum(1 for file in (dossier / "佐证材料").rglob("*") if file.is_file())
    junk = sum(1 for one in truth("cluster1.evidence") if one["state"] == "junk")
    expect(received == sent - junk, f"{received} of {sent} files came in, {junk} being junk")
    expect(f"收到 {received} 个文件" in told, f"the notice does not say how many came in: {told}")
    look(page, f"dropped-{width}")
    go(page, "loose")
    held = tally(page)[0]
    expect(30 < held < len(slots), f"after the drop {held} are held")

    # A file that is dropped on what is missing, and the count grows.
    before = tally(page)[0]
    page.locator(".sections ol a:has(.tally:not(.done))").first.click()
    missing = page.locator(".requirement.missing[data-number]").first.get_attribute("data-number")
    page.evaluate(DROP, [f"#r{missing}", [["集采协议.txt", "集中采购协议"]]])
    page.locator(f"#r{missing}.held").wait_for(timeout=60_000)
    wait_for_tally(page, before + 1)
    go(page, "loose")
    look(page, f"loose-{width}")

    # Files that change in the folder show at once.
    for file in list((dossier / "佐证材料").rglob("集采协议.txt")):
        file.rename(dossier / "集采协议.txt")
        wait_for_tally(page, before)
        (dossier / "集采协议.txt").rename(file)
        wait_for_tally(page, before + 1)

    # A match is confirmed by a click, and the count grows.
    certain = page.locator("[data-certain]")
    expect(certain.count() > 0, "nothing certain is suggested")
    certain.first.click()
    wait_for_tally(page, before + 2)

    go(page, "form")
    look(page, f"form-{width}")
    go(page, "findings")
    look(page, f"findings-{width}")
    preview(page, width)
    move(page, dossier)
    seal(page, dossier, width)
    server.stop()
    return home


def preview(page, width):
    go(page, "section/industry")
    page.locator("a[data-preview=image], a[data-preview=pdf]").first.click()
    page.locator("#preview-content > *").wait_for()
    look(page, f"preview-{width}")
    page.keyboard.press("Escape")
    expect(page.locator("#preview").is_hidden(), "Escape does not close the preview")


def move(page, dossier):
    """By keyboard alone: to another requirement, and back by undo."""
    go(page, "section/industry")
    page.locator("#r2-2-1 [data-move]").first.focus()
    page.keyboard.press("Enter")
    page.locator("#mover-to").select_option("2-2-2")
    look(page, "mover")
    page.locator("#mover button[value=move]").press("Enter")
    page.locator("#r2-2-1.missing").wait_for(timeout=60_000)
    page.locator("[data-undo]").click()
    page.locator("#r2-2-1.held").wait_for(timeout=60_000)


def seal(page, dossier, width):
    go(page, "handover")
    look(page, f"handover-{width}")
    box = page.locator("input[name=incomplete]")
    if box.count():
        box.check()
    page.locator("#seal button").click()
    page.wait_for_url("**/receipt?*", timeout=120_000)
    # It is shown once the package has been verified.
    page.locator(".digest").wait_for(timeout=120_000)
    look(page, f"receipt-{width}")
    told = subprocess.run(
        ["evpack", "seal", "--incomplete", "--language", "zh", dossier, "-o", scratch / f"again-{width}.tar"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE).stderr.decode()
    left = re.search(r"有 (\d+) 个文件没有关联", told)[1]
    expect(f"有 {left} 个文件没有归类，没有放进材料包" in page.locator("main").inner_text(),
           f"that {left} files were left out is not told")
    with page.expect_download() as download:
        page.locator("a[download]").click()
    package = scratch / f"downloaded-{width}.tar"
    download.value.save_as(package)
    report = json.loads(subprocess.run(
        ["evpack", "verify", "--json", package], stdout=subprocess.PIPE).stdout.decode())
    expect(report["verdict"].startswith("intact"), f"the package is {report['verdict']}")
    expect(page.locator(".digest").inner_text() == report["sealNumber"], "the seal number differs")
    receipt = page.url.split("?")[0]
    look_at_paper(page, f"{receipt}/print", f"receipt-print-{width}")
    dossier_page = receipt.replace("/package/", "/dossier/").replace(".tar/receipt", "")
    look_at_paper(page, f"{dossier_page}/report/html", f"report-{width}")
    page.goto(receipt.replace("/receipt", "/nothing-of-this-name"))
    expect("404" not in page.locator("main").inner_text(), "a missing page speaks in codes")
    look(page, f"missing-{width}")


# --- Who has nothing installed -------------------------------------------------------------------


def verifier(browser, sealed, changed, width):
    """The page that checks packages by itself, from a local file, says what `evpack verify` does."""
    file = scratch / "验证.html"
    subprocess.run(["evpack", "verifier", "-o", file], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    page = new_page(browser, width)
    page.goto(file.absolute().as_uri())
    look(page, f"verifier-{width}")
    for package, verdict in [(sealed, "intact"), (changed, "broken")]:
        page.locator("input[type=file]").first.set_input_files(str(package))
        page.locator(f"[data-file='{package.name}'].{verdict}").wait_for(timeout=60_000)
        look(page, f"verifier-{verdict}-{width}")
    page.close()
    file.unlink()


# --- What a reviewer does ------------------------------------------------------------------------


def reviewer(browser, home, width):
    """Two packages, one of them changed on its way: green or red, marks beside the package."""
    sealed = next(home.glob("*.tar"))
    brought = scratch / f"brought-{width}"
    brought.mkdir()
    shutil.copy(sealed, brought / "甲.tar")
    whole = bytearray(sealed.read_bytes())
    whole[len(whole) // 2] ^= 1
    (brought / "乙.tar").write_bytes(whole)
    verifier(browser, brought / "甲.tar", brought / "乙.tar", width)
    received = scratch / f"received-{width}"
    received.mkdir()
    server = Server(received)
    page = new_page(browser, width)
    page.goto(server.address)
    look(page, f"nothing-{width}")
    page.locator("label.button input[type=file]").set_input_files(
        [str(brought / "甲.tar"), str(brought / "乙.tar")])
    page.locator("#notice [data-received='2']").wait_for(timeout=60_000)
    page.locator("#packages tr:nth-child(2) td.passed, #packages tr:nth-child(2) td.failed").first.wait_for(timeout=120_000)
    rows = {row.locator("a").inner_text(): row for row in page.locator("#packages tbody tr").all()}
    expect(rows["乙.tar"].locator("td.failed").count() > 0, "the changed package is not red")
    look(page, f"packages-{width}")
    page.goto(page.url + "package/甲.tar")
    page.locator(".mark").first.wait_for(timeout=120_000)
    look(page, f"package-{width}")
    with page.expect_download() as catalogue:
        page.locator("a[href$='catalogue.docx']").click()
    catalogue.value.save_as(scratch / f"catalogue-{width}.docx")
    with zipfile.ZipFile(scratch / f"catalogue-{width}.docx") as document:
        expect("产业链图谱" in document.read("word/document.xml").decode(), "the catalogue lacks the evidence")
    expect(page.locator(".explained").filter(has_text="乙.tar 相同").count() == 1,
           "a copy of the package is not pointed out")
    expect(page.locator(".file .problem.warning").filter(has_text="乙.tar").count() == 0,
           "a copy of the package is pointed out at each file")
    page.locator("a[data-preview]").first.click()
    page.locator("#preview-content > *").wait_for()
    page.keyboard.press("Escape")
    form = page.locator(".mark").first
    # Each is kept as it is made, with no button.
    form.locator("[value=to-mend]").check()
    page.locator("#marked", has_text="已审 1").wait_for(timeout=60_000)
    form.locator("[name=remark]").fill("请补充盖章页")
    expect(leaves(page) is False, "a remark that is not kept yet can be left without a word")
    form.locator("[name=remark]").blur()
    page.locator("#notice", has_text="的意见已保存").wait_for(timeout=60_000)
    wait_for_mark(received / "甲.tar.review.json", "请补充盖章页")
    expect(leaves(page), "what is kept holds one back")
    expect(page.locator("#notice .error").count() == 0, "one's own mark is told as another window's")
    # A mark is taken back, and set again.
    form.locator("[data-unmark]").click()
    page.locator("#marked", has_text="已审 0").wait_for(timeout=60_000)
    form.locator("[value=to-mend]").check()
    page.locator("#marked", has_text="已审 1").wait_for(timeout=60_000)
    marks = json.loads((received / "甲.tar.review.json").read_text())
    expect(marks["entries"][0]["remark"] == "请补充盖章页", "the mark is not kept")
    expect((received / "甲.tar").read_bytes() == sealed.read_bytes(), "the package was changed")
    two_windows(page)
    page.goto(re.sub(r"#.*", "", page.url) + "/notice")
    expect("请补充盖章页" in page.locator("main").inner_text(), "the notice lacks the remark")
    look(page, f"notice-{width}")
    shutil.copy(sealed, received / "丙.tar")
    look_at_paper(page, f"{server.origin}/package/甲.tar/diff?with=丙.tar", f"diff-{width}")
    (received / "丙.tar").unlink()
    begin(page, server.address, received, width)
    server.stop()


def leaves(page):
    """Whether the page lets one go without asking."""
    return page.evaluate("dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def wait_for_mark(file, remark):
    for _ in range(100):
        if file.exists() and json.loads(file.read_text())["entries"][0]["remark"] == remark:
            return
        time.sleep(0.1)
    expect(False, f"{remark} is not kept")


def two_windows(page):
    """What one window has not kept yet is still there when another one changes the same item, beside
    what that one has kept."""
    mine = page.locator(".mark").nth(1)
    mine.locator("[name=remark]").fill("还没保存")
    mine.locator("[value=doubtful]").evaluate("choice => { choice.checked = true; }")
    other = page.context.new_page()
    other.goto(page.url)
    form = other.locator(".mark").nth(1)
    form.locator("[value=accepted]").check()
    form.locator("[name=remark]").fill("另一个窗口")
    form.locator("button").first.click()
    other.locator("#marked", has_text="已审 2").wait_for(timeout=60_000)
    page.locator("#notice", has_text="另一个窗口").wait_for(timeout=60_000)
    expect(mine.locator("[name=remark]").input_value() == "还没保存", "what was typed is lost")
    expect(mine.locator("[value=doubtful]").is_checked(), "what was chosen is lost")
    mine.locator(".other", has_text="认可 另一个窗口").wait_for(timeout=60_000)
    look(page, "two-windows")
    mine.locator(".other button").first.click()
    other.locator(".mark [value=doubtful]").nth(1).and_(other.locator(":checked")).wait_for(timeout=60_000)
    expect(mine.locator(".other").count() == 0, "the question stays")
    other.close()


def begin(page, address, folder, width):
    """A new dossier, from the filled form."""
    page.goto(address)
    form = page.locator("#new-dossier")
    page.locator(".making summary").click()
    form.locator("[name=name]").fill("南岚海洋食品")
    form.locator("[name=document]").set_input_files(str(samples / "forms" / "cluster2-v1.docx"))
    look(page, f"new-dossier-{width}")
    form.locator("button").click()
    page.wait_for_url("**/section/**", timeout=60_000)
    asked = tally(page)[1]
    expect(asked == len(truth("cluster2.slots")), f"the new dossier asks for {asked}")
    expect((folder / "南岚海洋食品" / "申报表.docx").exists(), "the form is not in the new dossier")


# --- A box that can't be read --------------------------------------------------------------------


def settle(browser):
    """A tick in a font that nobody knows."""
    dossier = scratch / "settle" / "云溪"
    make_dossier(dossier, "cluster1-v1.docx")
    with zipfile.ZipFile(samples / "forms" / "cluster1-v1.docx") as form, \
            zipfile.ZipFile(dossier / "申报表.docx", "w", zipfile.ZIP_DEFLATED) as other:
        for name in form.namelist():
            content = form.read(name)
            if name == "word/document.xml":
                content = content.replace("☑".encode(), "◧".encode(), 1)
            other.writestr(name, content)
    answers = json.loads(subprocess.run(
        ["evpack", "answers", "--json", dossier], stdout=subprocess.PIPE).stdout.decode())
    unread = [one["id"] for one in answers["answers"] if one["kind"] == "checkbox" and one["ticked"] is None]
    server = Server(dossier)
    page = new_page(browser)
    page.goto(server.address)
    go(page, "form")
    look(page, "open-boxes")
    expect(page.locator("[data-ticked=true]").count() == len(unread) == 1, "the unread box is not asked about")
    page.locator("[data-ticked=true]").click()
    page.locator("[data-box]:not([data-ticked])").wait_for(timeout=60_000)
    expect(page.locator("[data-ticked=true]").count() == 0, "the box stays open")
    expect(unread[0] in (dossier / "answers.yaml").read_text(), "the settled box is not kept")
    # The language that the program was started with goes before the browser's.
    english = browser.new_context(locale="en-US").new_page()
    english.goto(server.address)
    expect(english.evaluate("document.documentElement.lang").startswith("zh"), "--language is not heeded")
    english.close()
    server.stop()


SOME_UNREADABLE = """() => {
  const entry = (name, readable) => ({
    isFile: true, name,
    file: (done, fail) => readable ? done(new File(["集中采购协议"], name))
      : fail(new DOMException("gone", "NotFoundError")),
  });
  const folder = (name, entries, breaks) => ({
    isDirectory: true, name,
    createReader: () => {
      let given = false;
      return { readEntries: (done, fail) => given && breaks ? fail(new DOMException("gone", "NotReadableError"))
        : done(given ? [] : (given = true, entries)) };
    },
  });
  const entries = [
    entry("甲.txt", true), entry("路径很长.txt", false), entry("乙.txt", true),
    folder("坏盒", [entry("丙.txt", true)], true), folder("好盒", [entry("没有权限.txt", false), entry("丁.txt", true)]),
  ];
  const items = entries.map((one) => ({ kind: "file", webkitGetAsEntry: () => one, getAsFile: () => null }));
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items } });
  document.body.dispatchEvent(event);
}"""


def unreadable(browser):
    """Of what is dropped, some can't be read: the rest comes in, and those are named."""
    dossier = scratch / "unreadable" / "云溪"
    make_dossier(dossier, "cluster1-v1.docx")
    server = Server(dossier)
    page = new_page(browser)
    page.goto(server.address)
    go(page, "loose")
    page.evaluate(SOME_UNREADABLE)
    page.locator("#notice [data-received='4']").wait_for(timeout=60_000)
    told = page.locator("#notice [data-unreadable='3']").inner_text()
    for name in ["路径很长.txt", "坏盒/", "好盒/没有权限.txt"]:
        expect(name in told, f"{name} is not named: {told}")
    came = {str(file.relative_to(dossier / "佐证材料")) for file in (dossier / "佐证材料").rglob("*") if file.is_file()}
    expect(came == {"甲.txt", "乙.txt", "坏盒/丙.txt", "好盒/丁.txt"}, f"came in: {came}")
    look(page, "unreadable")
    page.close()
    server.stop()


def blank_form(path):
    """The form as it is printed, line by line, in a Word file."""
    lines = (samples.parent / "Forms" / "福建省中小企业特色产业集群申报表.txt").read_text().splitlines()
    body = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(samples / "forms" / "cluster1-v1.docx") as form, \
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as blank:
        for name in form.namelist():
            content = form.read(name)
            if name == "word/document.xml":
                space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                content = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
            blank.writestr(name, content)


def queue_and_form(browser):
    """Clicks that follow each other at once, a form that is dropped on the form page, and undo."""
    dossier = scratch / "clicks" / "云溪"
    make_dossier(dossier, "cluster1-v1.docx")
    (dossier / "佐证材料").mkdir()
    for number in ["2-2-1", "2-2-2", "2-2-3", "2-2-4"]:
        (dossier / "佐证材料" / f"附 {number} 材料.txt").write_text(number)
    (dossier / "佐证材料" / "2-1 坏.pdf").write_bytes(b"%PDF-1.4 cut")
    server = Server(dossier)
    page = new_page(browser)
    page.goto(server.address)
    go(page, "section/industry")
    look(page, "states")
    page.locator("#r2-1.broken .standing", has_text="打不开").wait_for(timeout=60_000)
    expect(page.locator(".advised").count() + page.locator(".missing").count() > 0, "nothing is missing")
    # All at once, faster than any answer.
    go(page, "loose")
    confirm = page.locator("[data-assign]")
    expect(confirm.count() >= 3, f"only {confirm.count()} are suggested")
    page.evaluate("for (const one of document.querySelectorAll('.file .choice:first-of-type [data-assign]')) one.click()")
    page.locator("[data-assign]").first.wait_for(state="detached", timeout=60_000)
    expect(page.locator("#notice .error").count() == 0,
           f"one's own clicks get in each other's way: {page.locator('#notice').inner_text()}")

    # Taken out of the dossier, and back.
    go(page, "section/industry")
    page.locator("#r2-1 [data-remove]").click()
    page.locator("#r2-1 [data-remove]").wait_for(state="detached", timeout=60_000)
    page.locator("[data-undo]").click()
    page.locator("#r2-1 [data-remove]").wait_for(timeout=60_000)

    # On the form page any name will do, and what is no form says why.
    go(page, "form")
    before = (dossier / "申报表.docx").read_bytes()
    page.evaluate(DROP, ["[data-takes-form]", [["随便.pdf", "%PDF-1.4"]]])
    page.locator("#notice .error", has_text="随便.pdf").wait_for(timeout=60_000)
    look(page, "no-form")
    page.evaluate(DROP, ["[data-takes-form]", [["甲.docx", "1"], ["乙.docx", "2"]]])
    page.locator("#notice .error", has_text="一次只放一份").wait_for(timeout=60_000)
    expect((dossier / "申报表.docx").read_bytes() == before, "the form was replaced")
    newer = dossier.parent / "县里改过的.docx"
    shutil.copy(samples / "forms" / "cluster1-v2.docx", newer)
    page.evaluate(DROP_BYTES, ["[data-takes-form]", newer.name, list(newer.read_bytes())])
    page.locator("#notice", has_text="已换成新的申报表").wait_for(timeout=60_000)
    expect((dossier / "申报表.docx").read_bytes() == newer.read_bytes(), "the dropped form is not in place")
    expect((dossier / ".evpack" / "removed" / "申报表.docx").read_bytes() == before, "the old form is not kept")
    look(page, "form-dropped")
    # One without a tick asks first, and Cancel leaves what is there.
    blank = dossier.parent / "空白.docx"
    blank_form(blank)
    for button, stands in [("取消", newer), ("换成它", blank)]:
        page.evaluate(DROP_BYTES, ["[data-takes-form]", blank.name, list(blank.read_bytes())])
        page.locator("#asker[open]", has_text="空白.docx").wait_for(timeout=60_000)
        look(page, "asker")
        page.locator("#asker button", has_text=button).click()
        page.locator("#asker").wait_for(state="hidden", timeout=60_000)
        for _ in range(50):
            if (dossier / "申报表.docx").read_bytes() == stands.read_bytes():
                break
            time.sleep(0.1)
        expect((dossier / "申报表.docx").read_bytes() == stands.read_bytes(), f"{button} does something else")
    page.locator("[data-undo]").click()
    page.locator("#notice", has_text="已撤销").wait_for(timeout=60_000)
    expect((dossier / "申报表.docx").read_bytes() == newer.read_bytes(), "the replaced form does not come back")
    # Anywhere else it is a file like any other.
    go(page, "loose")
    page.evaluate(DROP_BYTES, ["#content", "申报表.docx", list(before)])
    page.locator("#notice", has_text="没有替换现在的申报表").wait_for(timeout=60_000)
    expect((dossier / "申报表.docx").read_bytes() == newer.read_bytes(), "a drop elsewhere replaced the form")
    look(page, "form-elsewhere")
    # Who looks at a page of a server that has stopped is told.
    server.stop()
    page.locator("#notice .error", has_text="evpack 已经停止").wait_for(timeout=60_000)
    page.close()


DROP_BYTES = """([place, name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name));
  const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector(place).dispatchEvent(event);
}"""


def hand_over(browser):
    """The file that a browser is given opens the page, and leaves nothing of the code behind."""
    dossier = scratch / "handover" / "云溪"
    make_dossier(dossier, "cluster1-v1.docx")
    tools = scratch / "handover" / "bin"
    tools.mkdir()
    (tools / "xdg-open").write_text(f'#!/bin/sh\necho "$1" > {scratch}/opened.part; mv {scratch}/opened.part {scratch}/opened\n')
    (tools / "xdg-open").chmod(0o755)
    process = subprocess.Popen(
        ["evpack", "serve", str(dossier), "--language", "zh"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
    Server.running.append(process)
    for _ in range(200):
        if (scratch / "opened").exists():
            break
        time.sleep(0.05)
    file = (scratch / "opened").read_text().strip()
    page = new_page(browser)
    page.goto(f"file://{file}")
    page.wait_for_url(re.compile("/section/"), timeout=60_000)
    origin = re.match(r"http://[^/]+", page.url)[0]
    expect(page.evaluate("document.referrer.includes('#')") is False, "the code is in the referrer")
    expect(not os.path.exists(file), "the file is still there")
    page.go_back()
    page.wait_for_timeout(500)
    expect("#" not in page.url, f"the code is in the history: {page.url}")
    other = new_page(browser)
    other.goto(f"{origin}/open#{'0' * 64}")
    other.locator("p", has_text="请用 evpack serve 显示的完整地址打开页面").wait_for(timeout=60_000)
    if shots:
        other.screenshot(path=f"{shots}/open-refused.png")
    process.send_signal(signal.SIGTERM)
    expect(process.wait(timeout=20) is not None, "the server does not stop")


def tour(browser):
    from gather import gather, gather_many
    gather(browser)
    if os.environ.get("EVPACK_WHOLE_TOUR"):
        gather_many(browser)
    hand_over(browser)
    unreadable(browser)
    queue_and_form(browser)
    # A window of 1366 × 768 at 200 % zoom has room for 683 × 384.
    for width in [1366, 683, 390] if os.environ.get("EVPACK_WHOLE_TOUR") else [1366]:
        reviewer(browser, applicant(browser, width), width)
    settle(browser)


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    try:
        tour(browser)
    except BaseException:
        # Closing what a browser waits in may take for ever.
        traceback.print_exc()
        for process in Server.running:
            process.kill()
        sys.stderr.flush()
        os._exit(1)
    browser.close()

print("\n".join(problems) or "nothing wrong")
sys.exit(bool(problems))
