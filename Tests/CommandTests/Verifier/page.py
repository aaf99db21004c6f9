"""Uses the page of `evpack verifier` as a person does. Usage: page.py PAGE SCRATCH GOLDEN."""

import pathlib
import sys

from playwright.sync_api import expect, sync_playwright

import forgery

page_file, scratch, golden = sys.argv[1:]
hostile = "<img src=x onerror=alert(1)>"
report = '{"requirements": [{"number": "%s", "label": "%s", "state": "held", "attachments": [{"path": "%s"}]}]}'
package = forgery.package(
    [forgery.Member(f"b/data/evidence/{hostile.replace('/', '')}", "x")],
    info=f"Source-Organization: {hostile}\nPayload-Oxum: 1.1\nEvpack-Sealed: {forgery.SEALED}\n",
    tags=[forgery.Member("b/evidence.json", report % (hostile, hostile, hostile))])
forged = pathlib.Path(scratch, f"{hostile}.tar".replace("/", ""))
forged.write_bytes(package)
# Larger than is read at once, and sparse, so that there is time to stop it.
large = pathlib.Path(scratch, "large.tar")
with open(large, "wb") as file:
    file.write(forgery.block(b"large/data/x", 7 << 30))
    file.truncate((7 << 30) + 1536)

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page(locale="zh-CN")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(pathlib.Path(page_file).resolve().as_uri())
    tell = lambda: print(page.locator("html").get_attribute("lang"), page.title())
    tell()
    # By the keyboard alone: the switch of the language is the first stop.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tell()
    page.set_input_files("#files", golden)
    expect(page.locator("article.intact")).to_be_visible(timeout=30_000)
    print("intact", page.locator("article.intact .seal").inner_text())
    page.set_input_files("#files", forged)
    article = page.locator("article").nth(1)
    expect(article).to_have_class("intact doubtful", timeout=30_000)
    for summary in article.locator("summary").all():
        summary.click()
    if article.locator("img").count() == 0 and article.get_by_text(hostile).count() >= 5:
        print("names are text")
    page.set_input_files("#files", large)
    page.get_by_role("button", name="Stop").press("Enter")
    print(page.locator("article").nth(2).locator("p").inner_text())
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("complaints:", len(complaints))
    browser.close()
