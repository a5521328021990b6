"""Laws of the bundle: the same content is the same file, whatever the order in which it came."""

from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.connectors.register_bundle import BundleRecord, RegisterBundle, bundle_bytes, digest_of, parse_bundle

NAMES = st.text("abcdefgh", min_size=1, max_size=6)
LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9, allow_nan=False) | st.text(max_size=9)
VALUES = st.dictionaries(
    NAMES, LEAVES | st.lists(st.text(max_size=4), max_size=3) | st.dictionaries(NAMES, st.text(max_size=5))
)
RECORDS = st.dictionaries(NAMES, VALUES, max_size=5)
REGISTERS = st.dictionaries(NAMES, RECORDS, max_size=4)


def built(registers, *, turned):
    """Return a bundle, with everything in the other order when it is turned."""
    turn = (lambda items: list(items)[::-1]) if turned else list
    return RegisterBundle("city", {
        name: tuple(BundleRecord(key, dict(turn(values.items()))) for key, values in turn(records.items()))
        for name, records in turn(registers.items())
    })  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(REGISTERS)
def test_the_order_of_registers_records_and_answers_never_matters(registers):
    assert bundle_bytes(built(registers, turned=False)) == bundle_bytes(built(registers, turned=True))


@settings(max_examples=60, deadline=None)
@given(REGISTERS)
def test_what_is_written_is_read_back_with_the_same_hash(registers):
    bundle = built(registers, turned=False)
    found = parse_bundle(bundle_bytes(bundle), name="b", known=registers)
    assert digest_of(found) == digest_of(bundle)
    assert bundle_bytes(found) == bundle_bytes(bundle)


@settings(max_examples=40, deadline=None)
@given(REGISTERS.filter(bool), NAMES)
def test_one_record_more_is_another_hash(registers, key):
    bundle = built(registers, turned=False)
    name = next(iter(registers))
    more = {**bundle.registers, name: (*bundle.registers[name], BundleRecord(f"{key}-more", {}))}
    assert digest_of(RegisterBundle("city", more)) != digest_of(bundle)
