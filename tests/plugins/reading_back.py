"""Readers that take headings, figures and text back out of the web pages, the PDF and the Word file."""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = re.compile("\\d[\\d.,\u202f]*")
DRAWN = re.compile(rb"(?m)^(-?[\d.]+ )+[mlcvy]$")
SOURCE_MARK = re.compile("(Bron|Bronnen|Source|Sources): ")


@dataclass
class ReadBack:
    """What was found: headings in order, figures marked as such, and every piece of text with a digit."""

    headings: list = field(default_factory=list)
    figures: Counter = field(default_factory=Counter)
    digits: Counter = field(default_factory=Counter)


def tidy(text):
    return " ".join(text.replace("\xa0", " ").split(" ")).strip()


def digits_in(text):
    return Counter(found.rstrip(".,") for found in DIGITS.findall(text))


class _Main(HTMLParser):
    """Reads what stands in <main>, apart from pictures, source marks and what only the web has."""

    SKIPPED = ("sources", "tools")
    VOID = ("br", "hr", "img", "input", "meta", "link", "path", "rect")

    def __init__(self):
        super().__init__()
        self.open, self.headings, self.figures, self.text = [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in self.VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        skip = tag in ("svg", "summary") or any(name in self.SKIPPED for name in classes)
        heading = tag in ("h1", "h2", "h3", "h4")
        self.open.append((tag, skip, heading, tag == "data" and "number" in classes))
        if self._reads():
            self.headings += [""] if heading else []
            self.figures += [""] if self.open[-1][3] else []
            self.text.append(" " if tag not in ("data", "b", "span", "a", "i") else "")

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag not in self.VOID and self.open:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self._reads():
            self.text.append(data)
            if any(heading for _, _, heading, _ in self.open):
                self.headings[-1] += data
            if any(figure for _, _, _, figure in self.open):
                self.figures[-1] += data

    def _reads(self):
        return any(tag == "main" for tag, *_ in self.open) and not any(skip for _, skip, *_ in self.open)


@pytest.fixture(scope="session")
def read_web():
    """Read the pages of an edition, in their order, out of the rendered site."""

    def read(pages):
        found = ReadBack()
        for page in pages:
            main = _Main()
            main.feed(page.decode())
            found.headings += map(tidy, main.headings)
            found.figures += Counter(map(tidy, main.figures))
            found.digits += digits_in("".join(main.text))
        return found

    return read


@pytest.fixture(scope="session")
def read_docx():
    """Read a Word file from its first heading up to the list of sources."""

    def read(content):
        with ZipFile(BytesIO(content)) as package:
            body = ElementTree.fromstring(package.read("word/document.xml"))[0]
        paragraphs = list(body.iter(f"{W}p"))
        chapters = [place for place, one in enumerate(paragraphs) if _style(one) == "Heading1"]
        found = ReadBack()
        for one in paragraphs[chapters[0] : chapters[-1]]:
            if _style(one) == "Source":
                continue
            found.headings += [tidy(_text(one))] if _style(one).startswith("Heading") else []
            found.digits += digits_in(_text(one))
            found.figures += Counter(tidy(_text(run)) for run in one.iter(f"{W}r") if _is_figure(run))
        return found

    return read


def _style(paragraph):
    named = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if named is None else named.get(f"{W}val")


def _is_figure(run):
    named = run.find(f"{W}rPr/{W}rStyle")
    return named is not None and named.get(f"{W}val") == "Number"


def _text(element):
    parts = (one for one in element.iter() if one.tag in (f"{W}t", f"{W}tab", f"{W}br"))
    return "".join((one.text or "") if one.tag == f"{W}t" else " " for one in parts)


@pytest.fixture(scope="session")
def read_pdf():
    """Read a PDF by its tags, from the contents up to the list of sources."""

    def read(content):
        reader = PdfReader(BytesIO(content))
        titles = [item.title for item in _flat(reader.outline)]
        found = ReadBack(headings=[tidy(title) for title in titles[:-1]])
        for text in _body(_leaves(reader), last=tidy(titles[-1])):
            found.digits += digits_in(text)
        return found

    return read


@pytest.fixture(scope="session")
def pdf_elements():
    """List the tagged elements of a PDF as (role, element, text)."""
    return lambda content: list(_elements(PdfReader(BytesIO(content))))


def _flat(outline):
    for item in outline:
        yield from _flat(item) if isinstance(item, list) else [item]


def _body(leaves, *, last):
    """Yield the text of the blocks after the contents and before the list of sources."""
    started = False
    for role, text in leaves:
        if role == "H1" and tidy(text) == last:
            return
        started = started or role == "TOC"
        if started and role not in ("TOC", "Figure") and not SOURCE_MARK.match(tidy(text)):
            yield text


def _leaves(reader):
    """Yield (role, text) of each element whose role is that of a block, with all text inside it."""
    for role, _, text in _elements(reader):
        yield role, text


def _elements(reader):
    texts = {page.indirect_reference.idnum: _marked_text(page, reader) for page in reader.pages}
    root = reader.trailer["/Root"]["/StructTreeRoot"].get_object()
    yield from _walk(root["/K"], None, texts)


BLOCKS = ("H1", "H2", "H3", "H4", "P", "TH", "TD", "LI", "TOC", "Figure", "Caption", "Title")


def _walk(kids, page, texts):
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if not isinstance(element, dict) or "/S" not in element:
            continue
        role = element["/S"].lstrip("/")
        here = element.raw_get("/Pg").idnum if "/Pg" in element else page
        if role in BLOCKS:
            yield role, element, _inner(element, page, texts)
        elif "/K" in element:
            yield from _walk(element["/K"], here, texts)


def _inner(element, page, texts):
    page = element.raw_get("/Pg").idnum if "/Pg" in element else page
    kids = element.get("/K", [])
    words = []
    for kid in kids if isinstance(kids, list) else [kids]:
        item = kid.get_object()
        if isinstance(item, int):
            words.append(texts[page].get(item, ""))
        elif "/S" in item:
            words.append(_inner(item, page, texts))
        elif "/MCID" in item:
            at = item.raw_get("/Pg").idnum if "/Pg" in item else page
            words.append(texts[at].get(item["/MCID"], ""))
    return "".join(words)


def _marked_text(page, reader):
    """Return the text of a page by the number of its marked content; artifacts have no number."""
    fonts = {name: _unicode_map(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    texts, stack, font = {}, [], {}
    for operands, operator in _written(page, reader).operations:
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            stack.append(properties.get("/MCID"))
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            number = next((one for one in reversed(stack) if one is not None), None)
            pieces = operands[0] if operator == b"TJ" else operands
            shown = "".join(_decoded(one, font) for one in pieces if isinstance(one, bytes | str))
            texts[number] = f"{texts.get(number, '')}{shown}"
    return texts


def _written(page, reader):
    """Return the content of a page without its lines and areas, which are most of it and hold no text."""
    content = ContentStream(None, reader)
    content.set_data(DRAWN.sub(b"", page.get_contents().get_data()))
    return content


def _decoded(shown, font):
    data = shown if isinstance(shown, bytes) else shown.original_bytes
    return "".join(font.get(data[at : at + 2].hex().upper(), "") for at in range(0, len(data), 2))


def _unicode_map(font):
    """Read the map from glyphs to characters that the font carries."""
    text = font["/ToUnicode"].get_data().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, value in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[code.upper()] = bytes.fromhex(value).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04X}"] = chr(int(value, 16) + step)
    return found
