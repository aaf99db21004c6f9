"""The ways in which applicants and their programs write the same form.

Each way changes a form as the sample has it. The answers stay what they are, except where a way
says in the truth that nobody can tell.
"""

import copy

from lxml import etree

from form import MC, W, W14, escaped, run, w, xml

WAYS = {}


def way(function):
    WAYS[function.__name__] = function
    return function


def glyphs(ticked, empty):
    """Boxes drawn with these characters."""

    def change(form):
        for box in form.boxes:
            box.replace(run(ticked if box.is_ticked else empty))

    return change


for number, (ticked, empty) in enumerate([
    ("☑", "☐"), ("☒", "☐"), ("■", "□"), ("●", "○"), ("◉", "○"), ("✔", "□"), ("√", "□"), ("✓", "□"),
    ("☑", "口"), ("√", "口"), ("☑", "◻"), ("■", "❑"), ("☑", "▢"), ("☑", "⬜"), ("✅", "⬜"), ("🗹", "☐"),
    ("√□", "□"), ("□√", "□"), ("☐✓", "☐"), ("口√", "口"), ("√口", "口"),
    ("（√）", "（）"), ("（√）", "（  ）"), ("(√)", "( )"), ("[√]", "[ ]"), ("【√】", "【】"), ("（√）", "□"),
    ("√ □", "□"), ("□ √ ", "□ "), (" ☑ ", " □ "), ("　☑　", "　□　"), ("☑\u00a0", "□\u00a0"),
    ("☑\u200b", "□\u200b"), ("☑\ufe0f", "☐\ufe0f"), ("✔\ufe0f", "□"), ("□\u20de✓", "□"), ("□(√)", "□"),
    ("□（√）", "□（）"), ("☑.", "□."), ("☑、", "□、"),
]):
    WAYS[f"glyphs_{number:02}_{ticked.strip()}_{empty.strip()}"] = glyphs(ticked, empty)


def symbols(ticked, empty):
    """Boxes that are symbols; (font, code) each."""

    def change(form):
        for box in form.boxes:
            font, code = ticked if box.is_ticked else empty
            box.replace(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')

    return change


for font, tick, blank in [
    ("Wingdings 2", "F052", "F0A3"), ("Wingdings 2", "0052", "00A3"), ("Wingdings 2", "52", "A3"),
    ("Wingdings 2", "f053", "f0a3"), ("Wingdings 2", "F054", "F0A3"), ("Wingdings 2", "F050", "F0A3"),
    ("Wingdings", "F0FE", "F0A8"), ("Wingdings", "00FE", "00A8"), ("Wingdings", "F0FD", "F06F"),
    ("Wingdings", "F0FC", "F071"), ("Wingdings", "F0FB", "F072"), ("Wingdings", "F06E", "F070"),
    ("Wingdings", "F06C", "F0A1"), ("Webdings", "F061", "F063"), ("Webdings", "F067", "F063"),
    ("Segoe UI Symbol", "2611", "2610"), ("MS Gothic", "2612", "2610"),
]:
    WAYS[f"symbol_{font}_{tick}_{blank}"] = symbols((font, tick), (font, blank))


@way
def symbol_in_a_run_with_text(form):
    """The box and its label in one run, as WPS saves them."""
    for box in form.boxes:
        code = "0052" if box.is_ticked else "00A3"
        symbol = xml(f'<w:sym w:font="Wingdings 2" w:char="{code}"/>')[0]
        first = box.label[0]
        first.insert(1 if first.find(w("rPr")) is not None else 0, symbol)
        box.run.getparent().remove(box.run)


# MARK: Letters in a symbol font

LETTERS = {"Wingdings 2": ("R", "£"), "Wingdings": ("þ", "¨"), "Webdings": ("a", "c")}


def letters(font, properties, private=False, style=None):
    ticked, empty = LETTERS[font]
    if private:
        ticked, empty = chr(0xF000 + ord(ticked)), chr(0xF000 + ord(empty))

    def change(form):
        if style:
            add_styles(form, style)
        for box in form.boxes:
            box.replace(run(ticked if box.is_ticked else empty, properties))

    return change


def add_styles(form, styles, replacing=None):
    text = form.parts["word/styles.xml"].decode()
    if replacing:
        assert replacing in text, replacing
        text = text.replace(replacing, styles, 1)
    else:
        text = text.replace("</w:styles>", styles + "</w:styles>")
    form.parts["word/styles.xml"] = text.encode()


def fonts(**slots):
    return "<w:rFonts " + " ".join(f'w:{slot}="{font}"' for slot, font in slots.items()) + "/>"


for font in LETTERS:
    own = fonts(ascii=font, hAnsi=font)
    WAYS[f"letters_{font}"] = letters(font, own)
    WAYS[f"letters_{font}_private"] = letters(font, own, private=True)
    WAYS[f"letters_{font}_private_hansi_only"] = letters(font, fonts(hAnsi=font), private=True)
    WAYS[f"letters_{font}_all_slots"] = letters(
        font, fonts(ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia"))
    WAYS[f"letters_{font}_character_style"] = letters(
        font, '<w:rStyle w:val="box"/>',
        style=f'<w:style w:type="character" w:styleId="box"><w:rPr>{own}</w:rPr></w:style>')
    WAYS[f"letters_{font}_based_style"] = letters(
        font, '<w:rStyle w:val="box2"/>',
        style=f'<w:style w:type="character" w:styleId="box2"><w:basedOn w:val="box"/></w:style>'
        f'<w:style w:type="character" w:styleId="box"><w:rPr>{own}</w:rPr></w:style>')
WAYS["letters_Wingdings 2_hint"] = letters(
    "Wingdings 2", fonts(ascii="Wingdings 2", hAnsi="Wingdings 2", eastAsia="宋体", hint="eastAsia"))
WAYS["letters_Wingdings 2_upper_case"] = letters(
    "Wingdings 2", fonts(ascii="WINGDINGS 2", hAnsi="WINGDINGS 2"))


@way
def letters_by_paragraph_style(form):
    own = fonts(ascii="Wingdings 2", hAnsi="Wingdings 2")
    add_styles(form, f'<w:style w:type="paragraph" w:styleId="boxes"><w:rPr>{own}</w:rPr></w:style>')
    for box in form.boxes:
        paragraph = box.paragraph
        box.replace(run("R" if box.is_ticked else "£"))
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = etree.Element(w("pPr"))
            paragraph.insert(0, properties)
        if properties.find(w("pStyle")) is None:
            properties.insert(0, xml('<w:pStyle w:val="boxes"/>')[0])


def ordinary_fonts(form):
    """Gives every run of text an ordinary font of its own."""
    for element in form.document.iter(w("r")):
        properties = element.find(w("rPr"))
        if properties is None:
            properties = etree.Element(w("rPr"))
            element.insert(0, properties)
        for old in properties.findall(w("rFonts")):
            properties.remove(old)
        properties.insert(0, xml(fonts(ascii="宋体", hAnsi="宋体", eastAsia="宋体"))[0])


@way
def letters_by_default_fonts(form):
    ordinary_fonts(form)
    text = form.parts["word/styles.xml"].decode()
    old = text[text.index("<w:rPrDefault>"):text.index("</w:rPrDefault>")]
    add_styles(form, "<w:rPrDefault><w:rPr>" + fonts(ascii="Wingdings", hAnsi="Wingdings")
               + "</w:rPr>", old)
    for box in form.boxes:
        box.replace(run("þ" if box.is_ticked else "o"))


@way
def letters_by_default_paragraph_style(form):
    ordinary_fonts(form)
    add_styles(form, '<w:name w:val="Normal"/><w:rPr>'
               + fonts(ascii="Wingdings", hAnsi="Wingdings") + "</w:rPr>",
               '<w:name w:val="Normal"/>')
    for box in form.boxes:
        box.replace(run("ý" if box.is_ticked else "¨"))


# MARK: Controls and fields


def control(is_ticked, shown, properties="", value=None, states=""):
    value = value or ("1" if is_ticked else "0")
    return (
        f"<w:sdt><w:sdtPr><w:rPr/><w14:checkbox><w14:checked w14:val=\"{value}\"/>{states}"
        f"</w14:checkbox></w:sdtPr><w:sdtContent>{run(shown, properties)}</w:sdtContent></w:sdt>"
    )


@way
def controls(form):
    for box in form.boxes:
        box.replace(control(box.is_ticked, "☒" if box.is_ticked else "☐"))


@way
def controls_true_false(form):
    for box in form.boxes:
        value = "true" if box.is_ticked else "false"
        box.replace(control(box.is_ticked, "☑" if box.is_ticked else "□", value=value))


@way
def controls_without_state(form):
    """An unticked control may leave its state out."""
    for box in form.boxes:
        if box.is_ticked:
            box.replace(control(True, "☒"))
        else:
            box.replace(f'<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>{run("☐")}'
                        "</w:sdtContent></w:sdt>")


@way
def controls_of_wps(form):
    own = fonts(ascii="Wingdings 2", hAnsi="Wingdings 2", eastAsia="宋体", hint="eastAsia")
    states = ('<w14:checkedState w14:val="0052" w14:font="Wingdings 2"/>'
              '<w14:uncheckedState w14:val="00A3" w14:font="Wingdings 2"/>')
    for box in form.boxes:
        code = "0052" if box.is_ticked else "00A3"
        text = control(box.is_ticked, "@", states=states)
        box.replace(text.replace(
            '<w:t xml:space="preserve">@</w:t>',
            f'<w:sym w:font="Wingdings 2" w:char="{code}"/>').replace("<w:rPr></w:rPr>", f"<w:rPr>{own}</w:rPr>"))


@way
def controls_with_letters(form):
    own = fonts(ascii="Wingdings 2", hAnsi="Wingdings 2")
    for box in form.boxes:
        box.replace(control(box.is_ticked, "R" if box.is_ticked else "£", own))


@way
def controls_around_box_and_label(form):
    for box in form.boxes:
        fragment = control(box.is_ticked, "☒" if box.is_ticked else "☐")
        (element,) = xml(fragment)
        box.run.getparent().replace(box.run, element)
        content = element.find(w("sdtContent"))
        content.extend(box.label)


@way
def controls_nested(form):
    for box in form.boxes:
        inner = control(box.is_ticked, "☒" if box.is_ticked else "☐")
        box.replace(f"<w:sdt><w:sdtPr><w:id w:val='1'/></w:sdtPr><w:sdtContent>{inner}"
                    "</w:sdtContent></w:sdt>")


@way
def controls_that_lie(form):
    """The control's state and the mark it shows say the opposite."""
    for box in form.boxes:
        box.replace(control(not box.is_ticked, "☒" if box.is_ticked else "☐"))
        box.unsure()


@way
def controls_with_a_tick_typed_beside(form):
    """The control was left, the tick typed beside it."""
    for box in form.boxes:
        box.replace(control(False, "☐") + (run("√") if box.is_ticked else ""))


@way
def controls_empty(form):
    """A control that shows nothing but has a state."""
    for box in form.boxes:
        text = control(box.is_ticked, "")
        box.replace(text)


@way
def controls_deleted_glyph_tracked(form):
    """Ticked with tracked changes on: the old mark is deleted, the new one inserted."""
    for box in form.boxes:
        if not box.is_ticked:
            box.replace(control(False, "☐"))
            continue
        content = ("<w:del w:id='1' w:author='a'><w:r><w:delText>☐</w:delText></w:r></w:del>"
                   f"<w:ins w:id='2' w:author='a'>{run('☒')}</w:ins>")
        box.replace(control(True, "@").replace(run("@"), content))


@way
def controls_around_cells(form):
    """Every cell's content in a control of its own, and the control around the cell."""
    for cell in list(form.document.iter(w("tc"))):
        (outer,) = xml("<w:sdt><w:sdtPr><w:id w:val='3'/></w:sdtPr><w:sdtContent/></w:sdt>")
        cell.getparent().replace(cell, outer)
        outer[1].append(cell)
        (inner,) = xml("<w:sdt><w:sdtPr><w:richText/></w:sdtPr><w:sdtContent/></w:sdt>")
        blocks = [child for child in cell if child.tag != w("tcPr")]
        cell.append(inner)
        inner[1].extend(blocks)


@way
def controls_around_rows(form):
    for row in list(form.document.iter(w("tr"))):
        (outer,) = xml(
            "<w:sdt><w:sdtPr><w:id w:val='3'/><w15:repeatingSectionItem "
            "xmlns:w15='http://schemas.microsoft.com/office/word/2012/wordml'/></w:sdtPr>"
            "<w:sdtContent/></w:sdt>")
        row.getparent().replace(row, outer)
        outer[1].append(row)


def field(checkbox, result=""):
    return (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:name w:val='复选1'/><w:enabled/>"
        f"<w:calcOnExit w:val='0'/><w:checkBox><w:sizeAuto/>{checkbox}</w:checkBox></w:ffData>"
        "</w:fldChar></w:r><w:r><w:instrText xml:space='preserve'> FORMCHECKBOX </w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


FIELD_STATES = {
    "checked": ("<w:default w:val='0'/><w:checked/>", "<w:default w:val='0'/>"),
    "numbers": ("<w:default w:val='0'/><w:checked w:val='1'/>", "<w:default w:val='1'/><w:checked w:val='0'/>"),
    "words": ("<w:checked w:val='true'/>", "<w:checked w:val='false'/>"),
    "on_off": ("<w:checked w:val='on'/>", "<w:checked w:val='off'/>"),
    "default": ("<w:default/>", ""),
}
for name, states in FIELD_STATES.items():
    def fields(form, states=states):
        for box in form.boxes:
            box.replace(field(states[0 if box.is_ticked else 1]))
    WAYS[f"fields_{name}"] = fields


@way
def fields_with_a_result(form):
    """LibreOffice writes the box that a field shows as its result."""
    for box in form.boxes:
        state = "<w:checked/>" if box.is_ticked else "<w:checked w:val='0'/>"
        box.replace(field(state, run("☒" if box.is_ticked else "☐")))


@way
def fields_with_bookmarks(form):
    for box in form.boxes:
        state = FIELD_STATES["checked"][0 if box.is_ticked else 1]
        box.replace(f"<w:bookmarkStart w:id='7' w:name='复选1'/>{field(state)}<w:bookmarkEnd w:id='7'/>")


@way
def fields_deleted_by_tracking(form):
    """The field was deleted and a ticked glyph inserted."""
    for box in form.boxes:
        deleted = f"<w:del w:id='4' w:author='a'>{field('<w:checked/>')}</w:del>"
        box.replace(deleted + run("☑" if box.is_ticked else "□"))


# MARK: Typed ticks


@way
def tick_after_the_label(form):
    for box in form.boxes:
        box.replace(run("□"))
        if box.is_ticked:
            box.add_after_label(run("√"))


@way
def tick_after_the_label_in_brackets(form):
    for box in form.boxes:
        box.replace(run("□"))
        if box.is_ticked:
            box.add_after_label(run("（√）"))


@way
def tick_after_the_label_without_boxes(form):
    for box in form.boxes:
        box.replace("")
        if box.is_ticked:
            box.add_after_label(run("√"))
        else:
            box.unsure()
    for group in form.groups():
        if any(box.is_ticked for box in group):
            for box in group:
                box.truth["ticked"] = bool(box.is_ticked)


@way
def tick_before_the_label_without_boxes(form):
    for box in form.boxes:
        box.replace(run("√") if box.is_ticked else "")
        if not box.is_ticked:
            box.unsure()
    for group in form.groups():
        if any(box.is_ticked for box in group):
            for box in group:
                box.truth["ticked"] = bool(box.is_ticked)


@way
def two_lines_without_boxes(form):
    """The printed form lacks the boxes before 否 and 非工业集群，不适用."""
    for group in form.groups():
        if group[-1].option == "非工业集群，不适用":
            for box in group[1:]:
                box.replace("")
                if not group[0].is_ticked:
                    box.unsure()


@way
def two_lines_without_boxes_other_chosen(form):
    for group in form.groups():
        if group[-1].option == "非工业集群，不适用":
            group[0].replace(run("□"))
            group[1].replace("")
            group[2].replace(run("√"))
            for box, state in zip(group, (False, False, True)):
                box.truth["ticked"] = state


@way
def two_lines_without_boxes_none_chosen(form):
    for group in form.groups():
        if group[-1].option == "非工业集群，不适用":
            group[0].replace(run("□"))
            group[1].replace("")
            group[2].replace("")
            for box, state in zip(group, (False, None, None)):
                box.truth["ticked"] = state


@way
def bare_crosses(form):
    """× may mean yes or no."""
    for box in form.boxes:
        box.replace(run("×" if box.is_ticked else "□"))
        if box.is_ticked:
            box.unsure()


@way
def typed_v(form):
    for box in form.boxes:
        box.replace(run("□V" if box.is_ticked else "□"))
        if box.is_ticked:
            box.unsure()


# MARK: Struck-through text

STRIKES = {
    "strike": "<w:strike/>", "dstrike": "<w:dstrike/>", "strike_true": "<w:strike w:val='true'/>",
}
for name, strike in STRIKES.items():
    def struck_labels(form, strike=strike):
        """The labels that don't hold are struck through, the boxes stay empty."""
        for box in form.boxes:
            if not box.is_ticked:
                box.replace(run("□", strike))
                for label in box.label:
                    label.find(w("rPr")).extend(xml(strike))
    WAYS[f"struck_labels_{name}"] = struck_labels


@way
def struck_ticks(form):
    """A tick that was struck through again."""
    for box in form.boxes:
        if box.is_ticked:
            box.replace(run("☑", "<w:strike/>"))
            box.unsure()


@way
def struck_boxes(form):
    """An empty box struck through alone may be one that was crossed."""
    for box in form.boxes:
        if not box.is_ticked:
            box.replace(run("□", "<w:strike/>"))
            box.unsure()


@way
def struck_labels_without_boxes(form):
    """Nothing but a stroke through what doesn't hold."""
    for box in form.boxes:
        box.replace("")
        if not box.is_ticked:
            for label in box.label:
                label.find(w("rPr")).extend(xml("<w:strike/>"))
        box.unsure()


@way
def strike_off(form):
    for box in form.boxes:
        box.replace(run("☑" if box.is_ticked else "□", "<w:strike w:val='0'/>"))


@way
def struck_answers(form):
    """An answer struck through and typed anew."""
    for element in list(form.document.iter(w("t"))):
        if element.text == "云溪县工业和信息化局":
            element.getparent().addprevious(xml(run("云溪县经济局", "<w:strike/>"))[0])


# MARK: Tracked changes


def tracked(kind, content):
    return f"<w:{kind} w:id='9' w:author='a' w:date='2026-01-01T00:00:00Z'>{content}</w:{kind}>"


@way
def tracked_insertions(form):
    for box in form.boxes:
        box.replace(tracked("del", f"<w:r><w:delText>{'□' if box.is_ticked else '☑'}</w:delText></w:r>")
                    + tracked("ins", run("☑" if box.is_ticked else "□")))


@way
def tracked_moves(form):
    for box in form.boxes:
        box.replace(tracked("moveFrom", run("□" if box.is_ticked else "☑"))
                    + tracked("moveTo", run("☑" if box.is_ticked else "□")))


@way
def tracked_deletion_of_symbols(form):
    for box in form.boxes:
        gone = "<w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r>"
        box.replace(tracked("del", gone) + tracked("ins", run("☑" if box.is_ticked else "□")))


@way
def tracked_insertion_deleted_again(form):
    for box in form.boxes:
        box.replace(tracked("ins", tracked("del", "<w:r><w:delText>☒</w:delText></w:r>"))
                    + run("☑" if box.is_ticked else "□"))


@way
def tracked_property_changes(form):
    own = ("<w:rPrChange w:id='1' w:author='a'><w:rPr>" + fonts(ascii="Wingdings 2", hAnsi="Wingdings 2")
           + "<w:strike/><w:vanish/></w:rPr></w:rPrChange>")
    for box in form.boxes:
        box.replace(run("☑" if box.is_ticked else "□", own))


@way
def tracked_everything_inserted(form):
    for element in list(form.document.iter(w("r"))):
        (insertion,) = xml(tracked("ins", ""))
        element.getparent().replace(element, insertion)
        insertion.append(element)


@way
def tracked_answers(form):
    for element in list(form.document.iter(w("t"))):
        if element.text and len(element.text) > 3 and element.getparent().tag == w("r"):
            old = tracked("del", "<w:r><w:delText>旧的内容12.5</w:delText></w:r>")
            element.getparent().addprevious(xml(old)[0])


@way
def tracked_rows(form):
    """Rows that tracked changes deleted, and cells that they deleted."""
    for table in form.document.iter(w("tbl")):
        rows = table.findall(w("tr"))
        if len(rows) < 2:
            continue
        gone = copy.deepcopy(rows[1])
        properties = gone.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            gone.insert(0, properties)
        properties.extend(xml(tracked("del", "")))
        rows[1].addnext(gone)


# MARK: Runs, labels, layout


@way
def runs_split_per_character(form):
    for element in list(form.document.iter(w("r"))):
        texts = element.findall(w("t"))
        if len(texts) != 1 or len(element) > 2 or not texts[0].text:
            continue
        for character in texts[0].text:
            part = copy.deepcopy(element)
            part.find(w("t")).text = character
            part.find(w("t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            element.addprevious(part)
            element.addprevious(xml("<w:proofErr w:type='spellStart'/>")[0])
        element.getparent().remove(element)


@way
def runs_with_page_breaks_and_noise(form):
    noise = ("<w:lastRenderedPageBreak/>", "<w:softHyphen/>", "<w:annotationRef/>", "<w:footnoteReference w:id='2'/>",
             "<w:commentReference w:id='1'/>")
    for number, box in enumerate(form.boxes):
        for element in xml(f"<w:r>{noise[number % len(noise)]}</w:r>"):
            box.run.addnext(element)


@way
def bookmarks_comments_permissions(form):
    around = ("<w:bookmarkStart w:id='1' w:name='a'/>", "<w:commentRangeStart w:id='1'/>",
              "<w:permStart w:id='1' w:edGrp='everyone'/>")
    for element in list(form.document.iter(w("r"))):
        for before in around:
            element.addprevious(xml(before)[0])


def spaced(text, blank):
    return blank.join(text)


for name, blank in (("spaces", " "), ("wide_spaces", "　"), ("no_break_spaces", "\u00a0"), ("zero_width", "\u200b")):
    def labels_spaced(form, blank=blank):
        for box in form.boxes:
            for label in box.label:
                label.find(w("t")).text = spaced(label.find(w("t")).text, blank)
                label.find(w("t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    WAYS[f"labels_with_{name}"] = labels_spaced


@way
def labels_with_line_breaks(form):
    for box in form.boxes:
        text = box.label[0].find(w("t"))
        if len(text.text) > 6:
            rest = text.text[4:]
            text.text = text.text[:4]
            text.addnext(xml(f"<w:t>{escaped(rest)}</w:t>")[0])
            text.addnext(xml("<w:br/>")[0])


@way
def labels_with_tabs(form):
    for box in form.boxes:
        box.run.addnext(xml("<w:r><w:tab/></w:r>")[0])


@way
def labels_with_other_punctuation(form):
    table = str.maketrans({"，": ",", "、": "､", "（": "(", "）": ")", "“": '"', "”": '"'})
    for box in form.boxes:
        for label in box.label:
            label.find(w("t")).text = label.find(w("t")).text.translate(table)


@way
def boxes_each_in_a_paragraph(form):
    """Options of one line on lines of their own."""
    for group in form.groups():
        for box in group[1:]:
            if box.paragraph is group[0].paragraph:
                box.run.addprevious(xml("<w:r><w:br/></w:r>")[0])


@way
def boxes_joined_in_one_paragraph(form):
    for group in form.groups():
        first = group[0].paragraph
        for box in group[1:]:
            other = box.paragraph
            if other is not first and other.getparent() is first.getparent():
                first.append(xml(run("  "))[0])
                first.extend([child for child in other if child.tag != w("pPr")])
                other.getparent().remove(other)


@way
def boxes_without_spaces(form):
    for element in form.document.iter(w("t")):
        if any(box.paragraph is next(element.iterancestors(w("p")), None) for box in form.boxes):
            element.text = (element.text or "").replace(" ", "")


@way
def labels_linked(form):
    for box in form.boxes:
        (link,) = xml("<w:hyperlink w:anchor='a'/>")
        box.run.addprevious(link)
        link.append(box.run)
        link.extend(box.label)


@way
def smart_tags(form):
    for element in list(form.document.iter(w("r"))):
        (tag,) = xml("<w:smartTag w:uri='u' w:element='e'><w:smartTagPr/></w:smartTag>")
        element.getparent().replace(element, tag)
        tag.append(element)


@way
def link_fields(form):
    """Field codes around the boxes, as links have them."""
    for box in form.boxes:
        box.run.addprevious(xml("<w:r><w:fldChar w:fldCharType='begin'/></w:r>")[0])
        box.run.addprevious(xml("<w:r><w:instrText> HYPERLINK \\l \"☑\" </w:instrText></w:r>")[0])
        box.run.addprevious(xml("<w:r><w:fldChar w:fldCharType='separate'/></w:r>")[0])
        box.run.addnext(xml("<w:r><w:fldChar w:fldCharType='end'/></w:r>")[0])


@way
def symbol_fields(form):
    """A symbol by the field SYMBOL, its number in the code."""
    for box in form.boxes:
        code = 82 if box.is_ticked else 163
        box.replace(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> SYMBOL "
            f"{code} \\f \"Wingdings 2\" \\s 10 </w:instrText></w:r>"
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>")


@way
def enclosing_fields(form):
    r"""A tick put into a box by EQ \o(□,√), which Word calls overstrike."""
    for box in form.boxes:
        if box.is_ticked:
            box.replace(
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> eq \\o\\ac(□,√)"
                "</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>")


# MARK: Hidden text, prompts, text boxes, drawings


@way
def hidden_marks(form):
    for box in form.boxes:
        box.replace(run("√", "<w:vanish/>") + run("☑" if box.is_ticked else "□"))


@way
def hidden_by_style(form):
    add_styles(form, "<w:style w:type='character' w:styleId='gone'><w:rPr><w:vanish/></w:rPr></w:style>")
    for box in form.boxes:
        box.replace(run("√", "<w:rStyle w:val='gone'/>") + run("☑" if box.is_ticked else "□"))


@way
def hidden_fields_and_symbols(form):
    for box in form.boxes:
        box.replace("<w:r><w:rPr><w:vanish/></w:rPr><w:sym w:font='Wingdings 2' w:char='F052'/></w:r>"
                    + run("☑" if box.is_ticked else "□"))


def text_box(content, fallback=None):
    box = f"<w:txbxContent><w:p>{content}</w:p></w:txbxContent>"
    other = f"<w:txbxContent><w:p>{fallback or content}</w:p></w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic>"
        f"<a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        f"</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{other}"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


@way
def text_boxes_with_ticks(form):
    """A tick in a text box that floats over the form: nobody can tell which box it lies on."""
    for group in form.groups():
        if group[0].is_ticked and group[0].paragraph is group[1].paragraph:
            group[0].replace(run("□") + text_box(run("√")))
            for box in group:
                box.unsure()


@way
def text_boxes_on_the_cover(form):
    first = form.body[0]
    first.append(xml(text_box(run("附件1")))[0])
    first.addprevious(xml(f"<w:p>{run('☑是 □否')}</w:p>")[0])


def drawing(kind):
    return {
        "picture": "<w:r><w:drawing><wp:inline><a:graphic/></wp:inline></w:drawing></w:r>",
        "anchored": "<w:r><w:drawing><wp:anchor><a:graphic/></wp:anchor></w:drawing></w:r>",
        "vml": "<w:r><w:pict><v:shape/></w:pict></w:r>",
        "alternate": "<w:r><mc:AlternateContent><mc:Choice Requires='wpi'><w:drawing/></mc:Choice>"
                     "<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>",
        "object": "<w:r><w:object/></w:r>",
        "paragraph": "<mc:AlternateContent><mc:Choice Requires='wps'><w:r><w:drawing/></w:r></mc:Choice>"
                     "<mc:Fallback><w:r><w:pict/></w:r></mc:Fallback></mc:AlternateContent>",
    }[kind]


for kind in ("picture", "anchored", "vml", "alternate", "object", "paragraph"):
    def drawn_ticks(form, kind=kind):
        """Ticks drawn over the boxes, or put in their place as pictures."""
        for box in form.boxes:
            if box.is_ticked:
                for other in form.boxes:
                    if other.paragraph is box.paragraph:
                        other.unsure() if other is box or not other.is_ticked else None
                box.replace(run("□") + drawing(kind))
    WAYS[f"drawn_ticks_{kind}"] = drawn_ticks


@way
def pictures_in_place_of_boxes(form):
    for box in form.boxes:
        if box.is_ticked:
            box.replace(drawing("picture"))
            box.unsure()
    pictured = {box.paragraph for box in form.boxes if box.is_ticked is None}
    for box in form.boxes:
        if box.paragraph in pictured:
            box.unsure()


# MARK: Around the form


@way
def cover_page_before(form):
    pages = ["泉州市2026年度申报材料", "☑ 正本  □ 副本", "目 录", "一、申报表", "二、佐证材料", "申报时间：2026年5月"]
    for text in pages:
        form.body[0].addprevious(xml(f"<w:p>{run(text)}</w:p>")[0])


@way
def pages_after(form):
    for text in ["附件清单", "1. ☑营业执照", "2. □审计报告", "是否齐全：☑是 □否"]:
        form.body[-1].addprevious(xml(f"<w:p>{run(text)}</w:p>")[0])


@way
def empty_paragraphs_everywhere(form):
    for paragraph in form.paragraphs:
        if paragraph.getparent().tag == w("tc"):
            if paragraph is paragraph.getparent().findall(w("p"))[-1]:
                paragraph.addnext(xml("<w:p/>")[0])
            if paragraph is paragraph.getparent().find(w("p")):
                paragraph.addprevious(xml("<w:p/>")[0])


@way
def headers_footers_notes(form):
    for part in ("header1", "footer1", "comments", "footnotes", "endnotes"):
        form.parts[f"word/{part}.xml"] = (
            f'<w:hdr xmlns:w="{W}"><w:p>{run("☑是 □否 ☑第一产业")}</w:p></w:hdr>').encode()


def strict(data):
    return (
        data.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace(b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                 b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    )


@way
def strict_format(form):
    form.document = etree.fromstring(strict(etree.tostring(form.document)))
    for name in list(form.parts):
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            form.parts[name] = strict(form.parts[name])


@way
def strict_with_letters(form):
    letters("Wingdings 2", fonts(ascii="Wingdings 2", hAnsi="Wingdings 2"))(form)
    strict_format(form)


@way
def other_prefixes_and_utf16(form):
    text = etree.tostring(form.document).decode().replace("<w:", "<x:").replace("</w:", "</x:")
    text = text.replace(" w:", " x:").replace("xmlns:w=", "xmlns:x=")
    form.document = etree.fromstring(text)


@way
def document_under_another_name(form):
    form.parts["_rels/.rels"] = form.parts["_rels/.rels"].replace(b"word/document.xml", b"word/document1.xml")
    form.main = "word/document1.xml"
    del form.parts["word/document.xml"]


@way
def nested_tables(form):
    """A cell's content inside a table of one cell."""
    for paragraph in form.paragraphs:
        cell = paragraph.getparent()
        if cell.tag == w("tc") and any(box.paragraph is paragraph for box in form.boxes):
            if sum(1 for child in cell if child.tag == w("p")) == 1:
                (table,) = xml("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc/></w:tr></w:tbl>")
                cell.replace(paragraph, table)
                table[2][0].append(paragraph)
                table.addnext(xml("<w:p/>")[0])


@way
def boxes_in_text_boxes(form):
    """Whole option lines inside text boxes, counted once."""
    seen = set()
    for box in form.boxes:
        paragraph = box.paragraph
        if paragraph in seen:
            continue
        seen.add(paragraph)
        content = "".join(
            etree.tostring(child).decode() for child in paragraph if child.tag != w("pPr"))
        for child in list(paragraph):
            if child.tag != w("pPr"):
                paragraph.remove(child)
        paragraph.extend(xml(text_box(content)))
