"""A filled sample form whose boxes and answers can be written in other ways."""

import copy
import io
import json
import zipfile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PREFIXES = {
    "w": W,
    "w14": W14,
    "mc": MC,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
}
_DECLARATIONS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())


def w(local):
    return f"{{{W}}}{local}"


def xml(fragment):
    """The elements of a fragment in which the usual prefixes may be used."""
    return list(etree.fromstring(f"<x {_DECLARATIONS}>{fragment}</x>"))


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def run(text, properties=""):
    return (
        f'<w:r><w:rPr>{properties}</w:rPr>'
        f'<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'
    )


class Box:
    """A box of the form: its run, the runs of its label, and whether it is ticked."""

    def __init__(self, run, label, truth):
        self.run = run
        self.paragraph = next(run.iterancestors(w("p")))
        self.label = label
        self.truth = truth

    @property
    def is_ticked(self):
        return self.truth["ticked"]

    @property
    def option(self):
        return self.truth["option"]

    def replace(self, fragment):
        """Puts other content in the place of the box."""
        parent = self.run.getparent()
        place = parent.index(self.run)
        parent.remove(self.run)
        for offset, element in enumerate(xml(fragment)):
            parent.insert(place + offset, element)

    def add_after_label(self, fragment):
        for element in reversed(xml(fragment)):
            self.label[-1].addnext(element)

    def unsure(self):
        """Says that nobody can tell whether the box is ticked."""
        self.truth["ticked"] = None


class Form:
    """One of the samples, every box in a run of its own as ☑ or □."""

    def __init__(self, samples, cluster):
        with zipfile.ZipFile(f"{samples}/forms/cluster{cluster}-v1.docx") as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])
        with open(f"{samples}/forms/cluster{cluster}-v1.truth.json", encoding="utf-8") as file:
            self.truth = json.load(file)
        self.main = "word/document.xml"
        self.boxes = []
        truths = iter(place for place in self.truth if place["kind"] == "checkbox")
        for paragraph in self.document.iter(w("p")):
            self.boxes += _boxes(paragraph, truths)
        assert next(truths, None) is None

    @property
    def body(self):
        return self.document.find(w("body"))

    @property
    def paragraphs(self):
        return list(self.document.iter(w("p")))

    def place(self, **wanted):
        """The place of the truth with these values."""
        (found,) = (
            place
            for place in self.truth
            if all(place.get(key) == value for key, value in wanted.items())
        )
        return found

    def groups(self):
        """The boxes that exclude one another: 是, 否 and what follows them."""
        groups = []
        for box in self.boxes:
            same = groups and groups[-1][0].truth["label"] == box.truth["label"]
            if box.option == "是" or (not same and box.option == "第一产业"):
                groups.append([box])
            elif same:
                groups[-1].append(box)
            else:
                groups.append([box])
        return [group for group in groups if group[0].option in ("是", "第一产业")]

    def save(self, path):
        self.parts[self.main] = etree.tostring(
            self.document, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content)
        with open(path + ".docx", "wb") as file:
            file.write(buffer.getvalue())
        with open(path + ".json", "w", encoding="utf-8") as file:
            json.dump(self.truth, file, ensure_ascii=False)


def _boxes(paragraph, truths):
    for symbol in paragraph.iter(w("sym")):
        text = etree.Element(w("t"))
        text.text = "□"
        symbol.getparent().replace(symbol, text)
    texts = list(paragraph.iter(w("t")))
    whole = "".join(text.text or "" for text in texts)
    spans = []
    for place, character in enumerate(whole):
        if character in "□☑":
            truth = next(truths)
            assert truth["ticked"] == (character == "☑"), whole
            start = whole.index(truth["option"][0], place)
            assert whole[start:].startswith(truth["option"]), whole
            spans.append((place, start, start + len(truth["option"]), truth))
    for span in spans:
        for boundary in (span[0], span[0] + 1, span[1], span[2]):
            _split(paragraph, boundary)
    place = 0
    runs = []
    for text in paragraph.iter(w("t")):
        runs.append((place, text.getparent()))
        place += len(text.text or "")
    return [
        Box(
            next(run for start, run in runs if start == box),
            [run for start, run in runs if first <= start < end],
            truth,
        )
        for box, first, end, truth in spans
    ]


def _split(paragraph, boundary):
    """Parts the run that holds the paragraph's text on both sides of a boundary."""
    place = 0
    for text in paragraph.iter(w("t")):
        length = len(text.text or "")
        if place < boundary < place + length:
            own = text.getparent()
            assert own.tag == w("r")
            second = etree.Element(w("r"))
            if own.find(w("rPr")) is not None:
                second.append(copy.deepcopy(own.find(w("rPr"))))
            following = list(text.itersiblings())
            rest = etree.SubElement(second, w("t"))
            rest.text = text.text[boundary - place :]
            second.extend(following)
            text.text = text.text[: boundary - place]
            for part in (text, rest):
                part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            own.addnext(second)
            return
        place += length
