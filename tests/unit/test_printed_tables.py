"""Tables on the screen and in a pipe: nothing is cut off."""

import io
import sys

from veerkracht.cli.showing import print_table

ROW = {"name": "a name of a reference " * 6, "difference": 0.0, "verdict": "equal"}


class Terminal(io.StringIO):
    """A terminal of 80 characters."""

    def isatty(self):
        return True


def test_in_a_pipe_each_row_is_one_line(capsys):
    print_table([ROW, ROW], tuple(ROW))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and all(ROW["name"].strip() in line for line in lines[1:])


def test_a_name_that_is_wider_than_the_screen_is_folded_and_not_cut_off(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("COLUMNS", "40")
    long = {"name": "x" * 90, "verdict": "equal"}
    print_table([long], tuple(long))
    assert screen.getvalue().count("x") == 90 and "…" not in screen.getvalue()
