"""Empty workbooks for what people fill in: initiatives, risks, and findings with their sources."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from veerkracht.connectors.form_workbook import workbook_bytes, write_whole
from veerkracht.connectors.forms import Language, load_form

__all__ = ["write_templates"]

WORKBOOKS: Final = (("initiatives",), ("risks",), ("claims", "sources"))
"""The forms of each workbook, one sheet per form."""


def write_templates(folder: Path, *, language: Language) -> list[Path]:
    """Write the empty workbooks.

    Parameters
    ----------
    folder : Path
        Where they go; made if it does not exist. Files of the same name are replaced.
    language : {"nl", "en"}
        Language of names, headings, lists and help.

    Returns
    -------
    list of Path
        The workbooks written. The same language gives the same bytes.
    """
    return [_write_template(folder, names, language) for names in WORKBOOKS]


def _write_template(folder: Path, names: tuple[str, ...], language: Language) -> Path:
    forms = [load_form(name) for name in names]
    path = folder / f"{forms[0].file(language)}.xlsx"
    write_whole(path, workbook_bytes(dict.fromkeys(forms, ()), language=language))
    return path
