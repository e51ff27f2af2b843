"""What styles and scripts weigh as they are served, and that they still say the same."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from whitenoise.compress import Compressor

from accompaniment.lib.static_files import lighter

MOST = 10_000  # bytes of the styles that every page brings along, compressed as they are served


def test_the_styles_of_every_page_are_light():
    files = [finders.find(f"css/{name}.css") for name in ("bootstrap", "app")]
    weights = {file: len(Compressor.compress_brotli(lighter(file, Path(file).read_bytes()))) for file in files}
    assert sum(weights.values()) <= MOST, weights


@pytest.mark.parametrize(
    ("name", "written", "served"),
    [
        ("a.css", "/* why */ a:is(.b , .c) { width: calc(1px + 2%) }", "a:is(.b,.c){width:calc(1px + 2%)}"),
        ("a.css", "/*! notice */a{}", "/*! notice */a{}"),
        ("a.js", "// why\nconst a = `x  // ${b}`;\n", "const a=`x  // ${b}`;"),
        ("a.js", "if (/[/*]  /.test(a)) b();", "if(/[/*]  /.test(a))b();"),
        ("a.js", "a\n(b)", "a\n(b)"),
        ("a.svg", "<!-- why -->", "<!-- why -->"),
    ],
)
def test_only_what_its_readers_need_is_taken_out(name, written, served):
    assert lighter(name, written.encode()).decode().strip() == served
