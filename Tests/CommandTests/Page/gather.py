"""From a filled form and a folder of loose files to a sealed package, as an applicant goes the way: in
few clicks, by keyboard alone, and with many files. Run by tour.py, whose helpers it uses.
"""

import json
import re
import shutil
import subprocess
import sys

import __main__ as tour

# PAGES.md: what the whole way may take.
MOST_CLICKS = 15


def loose_folder(name, copies=1):
    """The evidence of a sample as it lies on a desk: in one folder, every other name without its number."""
    folder = tour.scratch / name / "收来的文件"
    folder.mkdir(parents=True)
    evidence = tour.samples / "evidence" / "cluster1" / "佐证材料"
    files = [file for file in sorted(evidence.rglob("*"))
             if file.is_file() and not file.name.startswith((".", "~", "Thumbs"))]
    for copy in range(copies):
        for index, file in enumerate(files):
            bare = re.sub(r"^\d+(-\d+)+ ?", "", file.name)
            target = folder / (bare if index % 2 else file.name)
            if copy:
                target = target.with_stem(f"{target.stem}（{copy + 1}）")
            shutil.copy(file, target)
    return folder


class Hand:
    """Counts what a person clicks; a file chooser that is gone through counts as one."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0

    def click(self, selector):
        self.clicks += 1
        self.page.locator(selector).click()

    def choose(self, selector, path):
        self.clicks += 1
        self.page.locator(selector).set_input_files(str(path))


def steps(page):
    return " ".join(page.locator("#steps").inner_text().split())


def wait_for_steps(page, words):
    page.locator("#steps", has_text=words).wait_for(timeout=60_000)


def sealed(page, home):
    """The package that was sealed, by `evpack verify`."""
    page.wait_for_url("**/receipt?*", timeout=120_000)
    page.locator(".digest").wait_for(timeout=120_000)
    package = next(home.rglob("*.tar"))
    report = json.loads(subprocess.run(
        ["evpack", "verify", "--json", package], stdout=subprocess.PIPE).stdout.decode())
    tour.expect(report["verdict"].startswith("intact"), f"the package is {report['verdict']}")
    return report


def by_clicks(browser, name, copies=1):
    home = tour.scratch / name / "home"
    home.mkdir(parents=True)
    files = loose_folder(name, copies)
    count = sum(1 for _ in files.iterdir())
    server = tour.Server(home)
    page = tour.new_page(browser)
    hand = Hand(page)
    page.goto(server.address)
    page.locator("#new-dossier [name=name]").fill("云溪竹木家居")
    hand.choose("#new-dossier [name=document]", tour.samples / "forms" / "cluster1-v1.docx")
    hand.click("#new-dossier button")
    page.wait_for_url("**/section/**", timeout=60_000)
    hand.choose("#tools input[webkitdirectory]", files)
    notice = page.locator("#notice [data-received]")
    notice.wait_for(timeout=600_000)
    tour.expect(notice.get_attribute("data-received") == str(count),
                f"{notice.get_attribute('data-received')} of {count} files came in")
    page.locator("#steps a.button", has_text="确认").wait_for(timeout=120_000)
    tour.look(page, f"{name}-received")
    hand.click("#steps a.button")
    page.wait_for_url("**/loose", timeout=60_000)
    tour.look(page, f"{name}-loose")
    for confidence in ["certain", "likely"]:
        button = page.locator(f"[data-confirm-all={confidence}]")
        told = int(re.search(r"\d+", button.inner_text())[0])
        before = int(page.locator("a[href$='/loose'] .count").inner_text())
        hand.click(f"[data-confirm-all={confidence}]")
        button.wait_for(state="detached", timeout=60_000)
        left = int(page.locator("a[href$='/loose'] .count").inner_text())
        tour.expect(before - left == told, f"of {told} {confidence} files {before - left} went")
    held, asked = tour.tally(page)
    tour.expect(30 < held < asked, f"{held} of {asked} are held after all was confirmed")
    tour.expect(f"缺 {asked - held} 项" in steps(page), f"the steps say {steps(page)}")
    # What was confirmed last is taken back, what before it as well, and done again.
    page.keyboard.press("Control+z")
    wait_for_steps(page, "待确认")
    page.locator("[data-confirm-all=likely]").wait_for(timeout=60_000)
    tour.expect(page.locator("[data-confirm-all=certain]").count() == 0, "Ctrl+Z took back both")
    page.keyboard.press("Control+z")
    page.locator("[data-confirm-all=certain]").wait_for(timeout=60_000)
    for confidence in ["certain", "likely"]:
        page.locator(f"[data-confirm-all={confidence}]").click()
        page.locator(f"[data-confirm-all={confidence}]").wait_for(state="detached", timeout=60_000)
    tour.expect(tour.tally(page) == (held, asked), "what was done again is not the same")
    hand.click("#steps a.button")
    page.wait_for_url("**/section/**", timeout=60_000)
    page.locator(".requirement.missing").first.wait_for(timeout=60_000)
    hand.click("#steps li:nth-child(4) a")
    page.wait_for_url("**/handover", timeout=60_000)
    hand.click("input[name=incomplete]")
    hand.click("#seal button")
    report = sealed(page, home)
    tour.expect(hand.clicks <= MOST_CLICKS, f"the way took {hand.clicks} clicks")
    print(f"{name}: {count} files, {hand.clicks} clicks, {held} of {asked} held",
          file=sys.stderr)
    tour.expect(report["summary"]["completeness"]["required"]["held"] == held,
                "the package holds other evidence than the page said")
    mark_all(page, next(home.rglob("*.tar")).name)
    server.stop()


def mark_all(page, package):
    """Every item of a package has a mark: what is held at once, the rest one by one."""
    page.goto(re.match(r"http://[^/]+", page.url)[0] + "/package/" + package)
    page.locator("#item-filters").wait_for(timeout=120_000)
    hand = Hand(page)
    items = page.locator(".requirement").count()
    hand.click("#accept-held")
    page.locator("#notice", has_text="认可").wait_for(timeout=60_000)
    hand.click("[data-items=unmarked]")
    for _ in range(items):
        left = page.locator(".requirement:visible:not(:has([name=mark]:checked))")
        if not left.count():
            break
        hand.clicks += 1
        left.first.locator("[value=to-mend]").click()
    told = page.locator("#marked", has_text=f"已审 {items}")
    told.wait_for(timeout=60_000)
    tour.expect(hand.clicks <= 30, f"marking {items} items took {hand.clicks} clicks")
    print(f"{items} items marked in {hand.clicks} clicks", file=sys.stderr)


def by_keyboard(browser):
    home = tour.scratch / "keyboard" / "home"
    dossier = home / "云溪竹木家居"
    tour.make_dossier(dossier, "cluster1-v1.docx")
    shutil.copytree(loose_folder("keyboard"), dossier / "佐证材料" / "收来的文件")
    server = tour.Server(dossier)
    page = tour.new_page(browser)
    page.goto(server.address)

    def tab_to(selector):
        for _ in range(300):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        tour.expect(False, f"Tab does not reach {selector}")

    tab_to("#steps a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/loose", timeout=60_000)
    for confidence in ["certain", "likely"]:
        tab_to(f"[data-confirm-all={confidence}]")
        page.keyboard.press("Enter")
        page.locator(f"[data-confirm-all={confidence}]").wait_for(state="detached", timeout=60_000)
    # One that is but possible, with its preview beside; then one whose item is searched.
    left = page.locator("ul.loose li.file").count()
    page.keyboard.press("ArrowDown")
    tour.expect(page.locator("#preview").is_visible(), "the file that is looked at is not shown")
    first = page.evaluate("document.activeElement.dataset.path")
    page.keyboard.press("Enter")
    page.locator(f'li.file[data-path="{first}"]').wait_for(state="detached", timeout=60_000)
    page.wait_for_function("document.activeElement.matches('li.file')", timeout=60_000)
    second = page.evaluate("document.activeElement.dataset.path")
    page.keyboard.press("/")
    page.locator("#mover[open]").wait_for()
    page.keyboard.type("6-1-3")
    tour.look(page, "keyboard-search")
    page.keyboard.press("Enter")
    page.locator(f'li.file[data-path="{second}"]').wait_for(state="detached", timeout=60_000)
    tour.expect(page.locator("ul.loose li.file").count() == left - 2, "two files were to go")
    page.keyboard.press("Escape")
    tab_to("#steps li:nth-child(4) a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/handover", timeout=60_000)
    tab_to("input[name=incomplete]")
    page.keyboard.press("Space")
    tab_to("#seal button")
    page.keyboard.press("Enter")
    sealed(page, home)
    server.stop()


def also_and_whole_folders(browser):
    """One file for two items; a folder that is dropped on an item asks; an item whose list is wrong."""
    home = tour.scratch / "also"
    dossier = home / "云溪竹木家居"
    tour.make_dossier(dossier, "cluster1-v1.docx")
    evidence = tour.samples / "evidence" / "cluster1" / "佐证材料"
    shutil.copytree(evidence, dossier / "佐证材料")
    server = tour.Server(dossier)
    page = tour.new_page(browser)
    page.goto(server.address)
    tour.go(page, "section/opening")
    page.locator("#r6-1-2 [data-also]").first.click()
    tour.expect(page.locator("#mover button[value=move]").is_disabled(), "an item is chosen already")
    page.locator("#mover-search").fill("6-1-4")
    page.locator("#mover button[value=move]").click()
    page.locator("#r6-1-4.held").wait_for(timeout=60_000)
    tour.expect(page.locator("#r6-1-2.held").count() == 1, "the file left its first item")
    page.keyboard.press("Control+z")
    page.locator("#r6-1-4:not(.held)").wait_for(timeout=60_000)
    notes = page.locator("#requirements", has_text="勾选需提供佐证材料").inner_text()
    tour.expect(notes.count("注：勾选需提供佐证材料") == 1, "the note repeats in each row")
    dropped = """() => {
      const transfer = new DataTransfer();
      for (const name of ['甲.txt', '乙.txt']) {
        const file = new File([name], name);
        transfer.items.add(file);
      }
      // What a folder gives: entries with paths.
      const entries = [...transfer.files].map((file) => ({
        isFile: true, isDirectory: false, name: file.name, file: (done) => done(file) }));
      const folder = { isFile: false, isDirectory: true, name: '夹子', createReader: () => {
        let left = [entries, []];
        return { readEntries: (done) => done(left.shift()) };
      } };
      const target = document.querySelector('#r6-1-4');
      const event = new DragEvent('drop', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'dataTransfer', { value: {
        types: ['Files'], items: [{ kind: 'file', webkitGetAsEntry: () => folder }] } });
      target.dispatchEvent(event);
    }"""
    page.evaluate(dropped)
    page.locator("#sorter[open]", has_text="2 个文件").wait_for(timeout=60_000)
    tour.look(page, "folder-on-item")
    page.locator("#sorter button[value='']").click()
    page.wait_for_timeout(300)
    tour.expect(not list(dossier.rglob("甲.txt")), "a folder came in that was not wanted")
    page.evaluate(dropped)
    page.locator("#sorter-here").click()
    page.locator("#r6-1-4.held").wait_for(timeout=60_000)
    tour.expect(page.locator("#r6-1-4 li.file").count() == 2, "both files of the folder were meant")
    server.stop()


def gather(browser):
    by_clicks(browser, "few")
    by_keyboard(browser)
    also_and_whole_folders(browser)


def gather_many(browser):
    by_clicks(browser, "many", 18)
