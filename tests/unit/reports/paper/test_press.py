"""The press runs apart from the rest, and says what it refuses."""

import subprocess
import sys

import pytest

from veerkracht.reports.press import PressError, press


def test_each_page_becomes_a_picture(tmp_path):
    made = press({"main.typ": b"#set page(width: 9pt, height: 9pt)\n#pagebreak()"}, str(tmp_path), format="png", ppi=72)
    assert [picture[:4] for picture in made] == [b"\x89PNG", b"\x89PNG"]


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
