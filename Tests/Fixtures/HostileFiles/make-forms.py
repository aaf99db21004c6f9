#!/usr/bin/env python3
"""Puts numbers at the edges of 64 bits, depth and repetition into a filled Word form.

usage: make-forms.py FORM.docx FOLDER     writes FOLDER/1.docx, 2.docx …
"""
import pathlib
import re
import sys
import zipfile

form, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
HUGE = ["9223372036854775807", "-9223372036854775808", "9" * 400]


def cells(number, merged=4):
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="{number}"/></w:tcPr><w:p/></w:tc>'
    more = f'<w:tc><w:tcPr><w:gridSpan w:val="{number}"/><w:hMerge/></w:tcPr><w:p/></w:tc>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="{number}"/></w:trPr>{wide}{more * merged}</w:tr>'
    return f'<w:tbl>{row * 3}</w:tbl>'


def deep(count):
    return '<w:tbl><w:tr><w:tc>' * count + '<w:p/>' + '</w:tc></w:tr></w:tbl>' * count


def symbols(number):
    return (f'<w:p><w:r><w:sym w:font="Wingdings" w:char="{number}"/></w:r><w:r><w:fldChar '
            f'w:fldCharType="begin"/></w:r><w:r><w:instrText>SYMBOL {number}</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


bodies = [cells(number) + symbols(number) for number in HUGE]
# As deep as is read, and far deeper; as many elements as are read, and more.
bodies += [deep(160), deep(100_000), cells("63", 60_000), '<w:p/>' * 250_000]
with zipfile.ZipFile(form) as source:
    parts = {name: source.read(name) for name in source.namelist()}
main = parts["word/document.xml"].decode()
for index, body in enumerate(bodies, 1):
    with zipfile.ZipFile(folder / f"{index}.docx", "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            if name == "word/document.xml":
                content = re.sub(r"(<w:body>)", lambda found: found[1] + body, main, count=1)
            target.writestr(name, content)
