"""Who may do what, written down by hand: what tests of roles compare the application with."""

# E every record, A those in the own areas, O the own one, P the published version, p that of the own areas, . nothing
EXPECTED = """
open          read export history comment create change submit review archive import erase
public          P     P      .       .      .      .      .      .       .      .     .
resident        P     P      .       .      .      .      .      .       .      .     .
owner          OP    OP      O       O      O      O      O      .       .      .     .
area_worker    AP    AP      A       A      A      A      A      .       .      .     .
analyst         E     E      E       E      E      E      E      .       E      E     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer E     P      E       .      .      .      .      .       .      .     E
administrator   P     P      .       .      .      .      .      .       .      .     .

team          read export history comment create change submit review archive import erase
public          .     .      .       .      .      .      .      .       .      .     .
resident        .     .      .       .      .      .      .      .       .      .     .
owner           .     .      .       .      .      .      .      .       .      .     .
area_worker     .     .      .       .      .      .      .      .       .      .     .
analyst         E     E      E       E      E      E      E      .       E      E     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer E     .      E       .      .      .      .      .       .      .     E
administrator   .     .      .       .      .      .      .      .       .      .     .

street        read export history comment create change submit review archive import erase
public          P     P      .       .      .      .      .      .       .      .     .
resident        P     P      .       .      .      .      .      .       .      .     .
owner          OP    OP      O       O      O      O      O      .       .      .     .
area_worker    AP    AP      A       A      A      A      A      .       .      .     .
analyst         E     E      E       E      .      .      .      .       .      .     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer E     P      E       .      .      .      .      .       .      .     E
administrator   P     P      .       .      .      .      .      .       .      .     .

spoken        read export history comment create change submit review archive import erase
public          .     .      .       .      .      .      .      .       .      .     .
resident        .     .      .       .      .      .      .      .       .      .     .
owner           O     .      .       .      .      O      O      .       .      .     .
area_worker     .     .      .       .      .      .      .      .       .      .     .
analyst         E     E      E       E      .      .      .      .       .      .     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     .      E       E      .      .      .      E       .      .     .
privacy_officer E     E      E       .      .      .      .      .       .      .     E
administrator   .     .      .       .      .      .      .      .       .      .     .

quote         read export history comment create change submit review archive import erase
public          .     .      .       .      .      .      .      .       .      .     .
resident        .     .      .       .      .      .      .      .       .      .     .
owner           O     .      .       .      .      O      O      .       .      .     .
area_worker     p     .      .       .      .      .      .      .       .      .     .
analyst         E     E      E       E      .      .      .      .       .      .     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     .      E       E      .      .      .      E       .      .     .
privacy_officer E     E      E       .      .      .      .      .       .      .     E
administrator   .     .      .       .      .      .      .      .       .      .     .

critical      read export history comment create change submit review archive import erase
public          .     .      .       .      .      .      .      .       .      .     .
resident        .     .      .       .      .      .      .      .       .      .     .
owner           .     .      .       .      .      .      .      .       .      .     .
area_worker     .     .      .       .      .      .      .      .       .      .     .
analyst         .     .      .       .      .      .      .      .       .      .     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer .     .      .       .      .      .      .      .       .      .     .
administrator   .     .      .       .      .      .      .      .       .      .     .

exchange      read export history comment create change submit review archive import erase
public          P     P      .       .      .      .      .      .       .      .     .
resident        P     P      .       .      .      .      .      .       .      .     .
owner           P     P      .       .      .      .      .      .       .      .     .
area_worker     P     P      .       .      .      .      .      .       .      .     .
analyst         E     E      E       E      E      E      E      .       E      E     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer E     P      E       .      .      .      .      .       .      .     E
administrator   P     P      .       .      .      .      .      .       .      .     .

edition       read export history comment create change submit review archive import erase
public          P     P      .       .      .      .      .      .       .      .     .
resident        P     P      .       .      .      .      .      .       .      .     .
owner           P     P      .       .      .      .      .      .       .      .     .
area_worker     P     P      .       .      .      .      .      .       .      .     .
analyst         E     E      E       E      .      .      .      .       .      .     .
officer         E     E      E       E      E      E      E      E       E      E     E
reviewer        E     E      E       E      .      .      .      E       .      .     .
privacy_officer E     P      E       .      .      .      .      .       .      .     E
administrator   P     P      .       .      .      .      .      .       .      .     .
"""

# The most confidential fields seen of a record in the scope / of a published record outside it:
# c confidential, t team, s signed in, p public, . nothing. Each holds the ones before.
SEEN = """
                 open  team  street  spoken  quote  critical  exchange  edition
public           ./p   ./.   ./p     ./.     ./.    ./.       ./p       ./p
resident         ./s   ./.   ./s     ./.     ./.    ./.       ./s       ./s
owner            t/s   ./.   t/s     c/.     c/.    ./.       ./s       ./s
area_worker      t/s   ./.   t/s     ./.     t/.    ./.       ./s       ./s
analyst          t/t   t/t   t/t     t/t     t/t    ./.       t/t       t/t
officer          c/c   c/c   c/c     c/c     c/c    c/c       c/c       c/c
reviewer         t/t   t/t   t/t     t/t     t/t    t/t       t/t       t/t
privacy_officer  t/t   t/t   t/t     c/c     c/c    ./.       t/t       t/t
administrator    ./p   ./.   ./p     ./.     ./.    ./.       ./p       ./p
"""


def _table(text):
    found = {}
    for block in text.strip().split("\n\n"):
        head, *rows = [line.split() for line in block.splitlines()]
        for role, *letters in rows:
            found |= {(head[0], role, action): cell for action, cell in zip(head[1:], letters, strict=True)}
    return found


CELLS = _table(EXPECTED)
SEEN_CELLS = {
    (access, row[0]): tuple(cell.split("/"))
    for row in [line.split() for line in SEEN.strip("\n").splitlines()[1:]]
    for access, cell in zip(SEEN.split("\n")[1].split(), row[1:], strict=True)
}
