"""The ways in which answers are written."""

from form import run, w, xml
from ways import way


def answer_runs(form):
    """The runs of answers that stand alone in a cell, each with its place in the truth."""
    values = {}
    for place in form.truth:
        if place.get("value"):
            values.setdefault(place["value"], []).append(place)
    for cell in form.document.iter(w("tc")):
        runs = list(cell.iter(w("r")))
        text = "".join(text.text or "" for text in cell.iter(w("t")))
        if len(runs) == 1 and len(values.get(text, [])) == 1:
            yield runs[0], values[text][0]


def typed(name, change):
    def changed(form):
        for answer, place in list(answer_runs(form)):
            text = change(place["value"])
            answer.find(w("t")).text = text
            place["value"] = text.strip()

    changed.__name__ = name
    way(changed)


typed("answers_in_full_width", lambda text: text.translate(
    {code: code + 0xFEE0 for code in range(0x21, 0x7F)}))
typed("answers_with_separators", lambda text: f"{float(text):,.2f}" if text.replace(".", "").isdigit() else text)
typed("answers_with_units", lambda text: text + "亿元" if text.replace(".", "").isdigit() else text)
typed("answers_about", lambda text: "约" + text)
typed("answers_none", lambda text: "无")
typed("answers_slash", lambda text: "/")
typed("answers_dash", lambda text: "—")
typed("answers_with_box_glyphs", lambda text: text + "（☑）")
typed("answers_with_no_break_hyphen_sign", lambda text: text + "\u2011A")


def around(name, before, after):
    """A way in which the runs of answers stand between other elements."""

    def changed(form):
        for answer, _ in list(answer_runs(form)):
            parent = answer.getparent()
            place = parent.index(answer)
            (holder,) = xml(before + after)
            parent.remove(answer)
            parent.insert(place, holder)
            next(element for element in holder.iter() if element.get("slot")).append(answer)

    changed.__name__ = name
    way(changed)


around("answers_in_controls", "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent slot='1'>", "</w:sdtContent></w:sdt>")
around("answers_linked", "<w:hyperlink slot='1'>", "</w:hyperlink>")
around("answers_inserted", "<w:ins slot='1'>", "</w:ins>")
around("answers_moved", "<w:moveTo slot='1'>", "</w:moveTo>")
around("answers_in_simple_fields", "<w:fldSimple w:instr=' FORMTEXT ' slot='1'>", "</w:fldSimple>")
around("answers_in_custom_xml", "<w:customXml slot='1'>", "</w:customXml>")
around("answers_in_directions", "<w:dir w:val='ltr' slot='1'>", "</w:dir>")


@way
def answers_in_form_fields(form):
    for answer, _ in list(answer_runs(form)):
        for element in xml("<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:textInput><w:default "
                           "w:val='请填写'/></w:textInput></w:ffData></w:fldChar></w:r><w:r><w:instrText>"
                           " FORMTEXT </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"):
            answer.addprevious(element)
        answer.addnext(xml("<w:r><w:fldChar w:fldCharType='end'/></w:r>")[0])


@way
def answers_in_drop_down_fields(form):
    """The chosen entry of a drop-down list stands as its result in a content control."""
    for answer, place in list(answer_runs(form)):
        (holder,) = xml("<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText='甲' w:value='1'/>"
                        "</w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>")
        answer.getparent().replace(answer, holder)
        holder[1].append(answer)


@way
def answers_left_at_the_prompt(form):
    for answer, place in list(answer_runs(form)):
        (holder,) = xml("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
                        + run("单击或点击此处输入文字。") + "</w:sdtContent></w:sdt>")
        answer.getparent().replace(answer, holder)
        place["value"] = ""


@way
def answers_hidden(form):
    for answer, place in list(answer_runs(form)):
        for element in xml(run("99", "<w:vanish/>")):
            answer.addprevious(element)


@way
def answers_with_special_characters(form):
    """Hyphens that are elements, not characters."""
    for answer, place in list(answer_runs(form)):
        for element in reversed(xml("<w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/><w:t>2</w:t>")):
            answer.find(w("t")).addnext(element)
        place["value"] += "-12"


@way
def answers_noted(form):
    for answer, _ in list(answer_runs(form)):
        answer.addnext(xml("<w:r><w:footnoteReference w:id='2'/></w:r>")[0])
        answer.addprevious(xml("<w:commentRangeStart w:id='1'/>")[0])
        answer.addnext(xml("<w:commentRangeEnd w:id='1'/>")[0])


@way
def answers_with_ruby(form):
    for answer, _ in list(answer_runs(form)):
        (holder,) = xml("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>pinyin</w:t></w:r></w:rt><w:rubyBase/>"
                        "</w:ruby></w:r>")
        answer.getparent().replace(answer, holder)
        holder[0][2].append(answer)


@way
def answers_with_breaks(form):
    """An answer over two lines by a line break."""
    for answer, place in list(answer_runs(form)):
        text = answer.find(w("t"))
        text.addnext(xml("<w:t>又一行</w:t>")[0])
        text.addnext(xml("<w:br/>")[0])
        place["value"] += "\n又一行"


@way
def answers_in_two_paragraphs(form):
    for answer, place in list(answer_runs(form)):
        paragraph = answer.getparent()
        if paragraph.tag == w("p"):
            paragraph.addnext(xml(f"<w:p>{run('又一段')}</w:p>")[0])
            place["value"] += "\n又一段"


@way
def answers_with_equations(form):
    """Numbers typed into Word's equation editor are text too."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    for answer, _ in list(answer_runs(form)):
        (holder,) = xml(f"<m:oMath xmlns:m='{space}'><m:r><m:t/></m:r></m:oMath>")
        holder[0][0].text = answer.find(w("t")).text
        answer.getparent().replace(answer, holder)


@way
def rows_added_and_notes(form):
    """Rows with remarks, of one cell over all columns, after the first row of each table."""
    for table in form.document.iter(w("tbl")):
        first = table.find(w("tr"))
        first.addnext(xml("<w:tr><w:tc><w:tcPr><w:gridSpan w:val='9'/></w:tcPr><w:p>"
                          + run("（本表数据截至2025年底）") + "</w:p></w:tc></w:tr>")[0])


@way
def merged_cells_of_old_files(form):
    """w:hMerge is how Word 97 and WPS write cells merged sideways."""
    for row in form.document.iter(w("tr")):
        for cell in row.findall(w("tc")):
            span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
            if span is None:
                continue
            count = int(span.get(w("val")))
            properties = cell.find(w("tcPr"))
            properties.replace(span, xml("<w:hMerge w:val='restart'/>")[0])
            for _ in range(count - 1):
                cell.addnext(xml("<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>")[0])


@way
def cells_with_bookmarks_between(form):
    for row in form.document.iter(w("tr")):
        for cell in row.findall(w("tc")):
            cell.addnext(xml("<w:bookmarkEnd w:id='5'/>")[0])
