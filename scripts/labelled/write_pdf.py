"""Writes small PDF files with the standard library alone, the same bytes each time.

Text stands where it is put, cut into pieces as office programs do, tables are ruled lines with text between
them, and the file may be packed into object streams. It knows nothing of minutes.
"""

import unicodedata
import zlib

# Helvetica's advance widths for the characters from the blank to the tilde, in thousandths of the size.
WIDTHS = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667,
    556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
    556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722,
    500, 500, 500, 334, 260, 334, 584,
]
WIDTH, HEIGHT, MARGIN = 595, 842, 56


OTHER_WIDTHS = {"’": 222, "•": 350, "°": 400}


def width(text, size, bold=False):
    """How wide a text is; an accented letter is as wide as the one without, a bold one a little wider."""
    total = 0
    for one in text:
        plain = unicodedata.normalize("NFD", one)[0]
        known = 32 <= ord(plain) < 127
        total += OTHER_WIDTHS.get(one, WIDTHS[ord(plain) - 32] if known else 556)
    return total * size / 1000 * (1.08 if bold else 1)


def wrap(text, room, size):
    """The lines of a text that fit the room; written line breaks stay."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and width(longer, size) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _string(text):
    raw = text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw + b")"


class Pages:
    """Pages that are filled from top to bottom.

    `pieces` says how a line is put: `line` in one string, `words` each word at its own place without blanks,
    `kerned` in one array in which a wide shift stands for a blank.
    """

    def __init__(self, pieces="line", footer="", size=10, height=HEIGHT):
        self.pieces, self.footer, self.size, self.height = pieces, footer, size, height
        self.streams, self.y = [], 0
        self.new_page()

    def new_page(self):
        """Begins a page, with its footer."""
        self.streams.append([b"0.5 w"])
        self.y = self.height - MARGIN
        if self.footer:
            self.put(MARGIN, 30, self.footer.format(len(self.streams)), 8)

    def need(self, room):
        """Begins a page unless there is room."""
        if self.y - room < MARGIN:
            self.new_page()

    def put(self, x, y, text, size=None, bold=False):
        """Puts one line of text at a place."""
        size = size or self.size
        font = b"/B" if bold else b"/R"
        out = [b"BT %s %g Tf 1 0 0 1 %g %g Tm" % (font, size, x, y)]
        if self.pieces == "words":
            at, before = 0, 0
            for word in text.split(" "):
                if word:
                    out.append(b"%g 0 Td %s Tj" % (at - before, _string(word)))
                    before = at
                at += width(word + " ", size, bold)
        elif self.pieces == "kerned":
            words = b" -278 ".join(_string(word) for word in text.split(" "))
            out.append(b"[" + words + b"] TJ")
        else:
            out.append(_string(text) + b" Tj")
        self.streams[-1].append(b" ".join(out) + b" ET")

    def text(self, text, size=None, bold=False, indent=0, gap=4):
        """A paragraph over the width of the page."""
        size = size or self.size
        for line in wrap(text, WIDTH - 2 * MARGIN - indent, size):
            self.need(size * 1.3)
            self.y -= size * 1.3
            self.put(MARGIN + indent, self.y, line, size, bold)
        self.y -= gap

    def table(self, columns, rows, head=False, ruled=True):
        """A table whose rows go on on the next page where they do not fit; `columns` are widths in points."""
        step = self.size * 1.25
        for number, row in enumerate(rows):
            cells = [wrap(text, room - 8, self.size) for text, room in zip(row, columns)]
            while any(cells):
                self.need(step + 8)
                fits = int((self.y - MARGIN - 8) // step)
                here = [lines[:fits] for lines in cells]
                cells = [lines[fits:] for lines in cells]
                height = max(len(lines) for lines in here) * step + 6
                x = MARGIN
                for lines, room in zip(here, columns):
                    for place, line in enumerate(lines):
                        self.put(x + 4, self.y - step * (place + 1), line, bold=head and number == 0)
                    if ruled:
                        self.streams[-1].append(b"%g %g %g %g re S" % (x, self.y - height, room, height))
                    x += room
                self.y -= height
                if any(cells):
                    self.new_page()
        self.y -= 8

    def write(self, path, packed=False):
        """Writes the file, its objects in streams where it is to be packed."""
        streams = [b"\n".join(lines) for lines in self.streams]
        font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s/Encoding/WinAnsiEncoding>>"
        fonts = {3: font % b"", 4: font % b"-Bold"}
        content = [(b"/Filter/FlateDecode", zlib.compress(stream, 9)) for stream in streams]
        _write(path, fonts, b"/Font<</R 3 0 R/B 4 0 R>>", content, packed, self.height)


def scan(path, rows=60):
    """Writes a page that is a picture of text: bars of black where words would be, and no character."""
    across, down = 400, 560
    picture = bytearray(b"\xff" * (across // 8 * down))
    for row in range(rows):
        for byte in range(4, 46):
            if (row * 31 + byte * 17) % 7 > 1 and row % 9 < 7:
                for line in range(4):
                    picture[(20 + row * 9 + line) * (across // 8) + byte] = 0x11
    image = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
    )
    packed = zlib.compress(bytes(picture), 9)
    objects = {3: image % (across, down, len(packed), packed)}
    _write(path, objects, b"/XObject<</P 3 0 R>>", [(b"", b"q 500 0 0 700 48 70 cm /P Do Q")], False)


def _write(path, objects, resources, content, packed, height=HEIGHT):
    """Object 1 is the catalogue, 2 the pages; then what is given, the pages and their content."""
    first = max(objects) + 1
    kids = []
    streams = {}
    for number, (filter_, stream) in enumerate(content):
        page, data = first + 2 * number, first + 2 * number + 1
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<<%s>>/Contents %d 0 R>>"
            % (WIDTH, height, resources, data)
        )
        streams[data] = b"<<%s/Length %d>>stream\n%s\nendstream" % (filter_, len(stream), stream)
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    with open(path, "wb") as file:
        file.write(_packed(objects, streams) if packed else _plain(objects | streams))


def _plain(objects):
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        out += b"%010d 00000 n \n" % places[number]
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _packed(objects, streams):
    """The same with one object stream and a stream for the references, as PDF 1.5 allows."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    entries = {0: (0, 0, 65535)}
    for number, stream in streams.items():
        entries[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, stream)
    holder = max([*objects, *streams]) + 1
    heads, bodies = [], b""
    for place, (number, body) in enumerate(sorted(objects.items())):
        heads.append(b"%d %d" % (number, len(bodies)))
        bodies += body + b" "
        entries[number] = (2, holder, place)
    head = b" ".join(heads) + b" "
    data = zlib.compress(head + bodies, 9)
    entries[holder] = (1, len(out), 0)
    out += b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n" % (
        holder, len(objects), len(head), len(data), data
    )
    start = len(out)
    entries[holder + 1] = (1, start, 0)
    table = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + last.to_bytes(2, "big")
        for _, (kind, place, last) in sorted(entries.items())
    )
    table = zlib.compress(table, 9)
    out += (
        b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF\n" % (holder + 1, len(entries), len(table), table, start)
    )
    return bytes(out)
