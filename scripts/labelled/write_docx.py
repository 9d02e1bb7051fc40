"""Writes small DOCX files with the standard library alone, the same bytes each time.

It knows WordprocessingML as word processors really write it: runs cut within a word, headings by styles with
French names, tracked changes, merged cells, boxes to tick, footers. It knows nothing of minutes.
"""

import zipfile
from xml.sax.saxutils import escape

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CHANGE = 'w:id="{}" w:author="Reviewer" w:date="2026-01-15T10:00:00Z"'


def run(text, bold=False, cut=None):
    """A run; `cut` splits it in two within a word, as word processors do after a correction."""
    if cut is not None:
        return run(text[:cut], bold) + run(text[cut:], bold)
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    parts = []
    for number, line in enumerate(text.split("\n")):
        parts += ["<w:br/>"] if number else []
        for place, piece in enumerate(line.split("\t")):
            parts += ["<w:tab/>"] if place else []
            parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{style}{''.join(parts)}</w:r>"


def inserted(text, number=1):
    """Text that somebody inserted with the changes tracked."""
    return f"<w:ins {CHANGE.format(number)}>{run(text)}</w:ins>"


def deleted(text, number=2):
    """Text that somebody deleted with the changes tracked."""
    gone = f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'
    return f"<w:del {CHANGE.format(number)}>{gone}</w:del>"


def box(ticked):
    """A content control with a box to tick, and a blank behind it."""
    state, sign = ("1", "☒") if ticked else ("0", "☐")
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(sign)}</w:sdtContent></w:sdt>{run(' ')}"
    )


def link(text, number):
    """A link to the document's target of that number."""
    return f'<w:hyperlink r:id="rIdLink{number}">{run(text)}</w:hyperlink>'


def par(*runs, style=None, level=None, list_id=1):
    """A paragraph; plain strings are runs, and `level` makes it an entry of a list."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inside = "".join(part if part.startswith("<w:") else run(part) for part in runs)
    return f"<w:p>{properties}{inside}</w:p>"


def items(*texts, level=0, list_id=1):
    """Entries of a list: 1 is the list with bullets, 2 the numbered one."""
    return "".join(par(text, level=level, list_id=list_id) for text in texts)


def cell(content, columns=1, merge=None):
    """A cell; `merge` is `restart` or `continue` for cells that are merged downwards."""
    properties = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    if merge:
        properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    content = content if content.startswith("<w:p") or content.startswith("<w:tbl") else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(columns, *rows, head=False):
    """A table; a row is a list of cells, of which plain strings are made."""
    lines = []
    for number, row in enumerate(rows):
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if head and number == 0 else ""
        cells = "".join(part if part.startswith("<w:tc>") else cell(part) for part in row)
        lines.append(f"<w:tr>{mark}{cells}</w:tr>")
    grid = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _styles(french):
    names = {"heading 1": ("Titre1", "Heading1"), "heading 2": ("Titre2", "Heading2"), "Title": ("Titre", "Title")}
    styles = ['<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>']
    for name, (in_french, in_english) in names.items():
        identity = in_french if french else in_english
        styles.append(
            f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>'
            f"<w:rPr><w:b/></w:rPr></w:style>"
        )
    return f"{HEAD}<w:styles {SPACES}>{''.join(styles)}</w:styles>"


def _numbering():
    def abstract(number, kind, text):
        levels = "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{text.format(level + 1)}"/></w:lvl>'
            for level in range(3)
        )
        return f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'

    lists = abstract(0, "bullet", "\uf0b7") + abstract(1, "decimal", "%{}.")
    used = "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>' for number in (0, 1)
    )
    return f"{HEAD}<w:numbering {SPACES}>{lists}{used}</w:numbering>"


def write(path, *body, french=False, footer="", links=()):
    """Writes a document from its paragraphs and tables."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    part = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {"styles": _styles(french), "numbering": _numbering()}
    section = ""
    if footer:
        parts["footer1"] = f"{HEAD}<w:ftr {SPACES}>{par(footer)}</w:ftr>"
        section = '<w:sectPr><w:footerReference w:type="default" r:id="rIdfooter1"/></w:sectPr>'
    kinds = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{part}.{name.rstrip("1")}+xml"/>' for name in parts
    )
    relations = "".join(
        f'<Relationship Id="rId{name}" Type="{office}/{name.rstrip("1")}" Target="{name}.xml"/>' for name in parts
    ) + "".join(
        f'<Relationship Id="rIdLink{number}" Type="{office}/hyperlink" Target="{escape(target)}" '
        'TargetMode="External"/>'
        for number, target in enumerate(links)
    )
    files = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{packages}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{part}.document.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{packages}/relationships">'
        f"{relations}</Relationships>",
        "word/document.xml": f"{HEAD}<w:document {SPACES}><w:body>{''.join(body)}{section}</w:body></w:document>",
    }
    files |= {f"word/{name}.xml": text for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 15, 10, 0, 0)), text, zipfile.ZIP_DEFLATED)
