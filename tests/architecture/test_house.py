"""Sizes, types and docstrings of the package."""

import ast
import statistics

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions(modules):
    """Yield module and node of every function and method."""
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, FUNCTIONS):
                yield name, node


def body_lines(node):
    """Return how many lines a function has without signature and docstring."""
    total = node.end_lineno - node.body[0].lineno + 1
    first = node.body[0]
    return total - (first.end_lineno - first.lineno + 1 if ast.get_docstring(node, clean=False) else 0)


def untyped(node):
    """Return the arguments of a function without a type, and "return" when that lacks."""
    own = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    lacking = [arg.arg for arg in own if arg and not arg.annotation and arg.arg not in ("self", "cls")]
    return lacking + ([] if node.returns else ["return"])


def public_definitions(body, prefix=""):
    """Yield the public functions, classes and methods of a module, as path and node."""
    for node in body:
        options = isinstance(node, ast.ClassDef) and node.name == "Meta"  # of a model or form, as Django names them
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_") and not options:
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body, f"{prefix}{node.name}.")


def test_no_file_is_longer_than_400_lines(kept_files, root):
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in kept_files if path.suffix == ".py"}
    assert {str(path.relative_to(root)): size for path, size in sizes.items() if size > 400} == {}


def test_half_of_the_functions_fit_in_8_lines_and_nine_in_ten_in_25(modules):
    lengths = sorted(body_lines(node) for _, node in functions(modules))
    assert statistics.median(lengths) <= 8
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 25


def test_no_function_has_more_than_40_lines(modules):
    long = {f"{name}.{node.name}": body_lines(node) for name, node in functions(modules)}
    assert {name: lines for name, lines in long.items() if lines > 40} == {}


def test_every_signature_is_typed(modules):
    lacking = {f"{name}.{node.name}": untyped(node) for name, node in functions(modules)}
    assert {name: arguments for name, arguments in lacking.items() if arguments} == {}


def test_every_module_and_public_name_has_a_docstring(modules):
    bare = [name for name, tree in modules.items() if tree.body and not ast.get_docstring(tree)]
    for name, tree in modules.items():
        bare += [f"{name}.{path}" for path, node in public_definitions(tree.body) if not ast.get_docstring(node)]
    assert bare == []


def takes_tables(node):
    """Tell whether a function takes a shared table."""
    return any(arg.annotation and ast.unparse(arg.annotation) == "Table" for arg in node.args.args)


def test_a_function_that_takes_tables_has_at_most_two_positional_arguments(modules):
    analysis = [found for found in functions(modules) if found[0].startswith("veerkracht.analysis")]
    public = [(name, node) for name, node in analysis if not node.name.startswith("_") and takes_tables(node)]
    assert [f"{name}.{node.name}" for name, node in public if len(node.args.args) > 2] == []


def test_every_test_is_named_as_a_sentence(kept_files, root):
    short = []
    for path in (path for path in kept_files if path.is_relative_to(root / "tests") and path.name.startswith("test_")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, FUNCTIONS) and node.name.startswith("test_") and node.name.count("_") < 3:
                short.append(f"{path.name}: {node.name}")
    assert short == []


def test_no_two_test_modules_bear_one_name(kept_files, root):
    names = [path.name for path in kept_files if path.is_relative_to(root / "tests") and path.name.startswith("test_")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
