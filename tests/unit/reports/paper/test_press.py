"""The press runs apart from the rest, and says what it refuses."""

import subprocess
import sys

import pytest

from veerkracht.reports.press import PressError, press, press_each


def test_each_page_becomes_a_picture(tmp_path):
    made = press({"main.typ": b"#set page(width: 9pt, height: 9pt)\n#pagebreak()"}, str(tmp_path), format="png", ppi=72)
    assert [picture[:4] for picture in made] == [b"\x89PNG", b"\x89PNG"]


def test_several_documents_come_back_in_their_order(tmp_path):
    pages = [{"main.typ": b"#set page(width: 9pt, height: 9pt)\n" + b"#pagebreak()" * more} for more in (2, 0, 1)]
    made = press_each(pages, str(tmp_path), format="png", ppi=72)
    assert [len(pictures) for pictures in made] == [3, 1, 2]
    assert made[2] == press(pages[2], str(tmp_path), format="png", ppi=72)


def test_one_refused_document_refuses_all(tmp_path):
    with pytest.raises(PressError, match="unheard-of"):
        press_each([{"main.typ": b"fine"}, {"main.typ": b"#unheard-of"}], str(tmp_path), format="pdf")


def test_a_refused_document_tells_what_and_where(tmp_path):
    with pytest.raises(PressError) as refused:
        press({"main.typ": b"fine\n#unheard-of"}, str(tmp_path), format="pdf")
    assert refused.value.message == "unknown variable: unheard-of"
    assert "main.typ:2" in refused.value.diagnostic


def test_the_process_that_asks_does_not_load_the_press(tmp_path):
    asks = (
        "import sys; from veerkracht.reports.press import press; press({'main.typ': b'x'}, sys.argv[1], format='pdf'); "
        "print('typst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asks, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
