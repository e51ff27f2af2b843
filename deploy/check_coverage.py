"""Says how much of each room the tests run, lines and branches together, and stops below 90 % where it matters most:

services, the access rule, jobs and the record of a visit. Reads what `make coverage` measured.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

LEAST = 90.0
GUARDED = re.compile(r"(accompaniment/(access|jobs|submissions)|visits/record)/|/services(/\w+)?\.py$")


def main(measured: Path) -> None:
    files = json.loads(measured.read_text(encoding="utf-8"))["files"]
    if not any(GUARDED.search(name) for name in files):
        sys.exit("Nothing was measured.")
    for room, share in shares_of_rooms(files):
        print(f"{share:6.1f} %  {room}")
    low = {name: file["summary"]["percent_covered"] for name, file in sorted(files.items()) if is_low(name, file)}
    for name, share in low.items():
        print(f"{share:6.1f} %  {name}: lines {missing(files[name]['missing_lines'])}", end="")
        print(f", branches {missing(files[name]['missing_branches'])}")
    if low:
        sys.exit(f"Services, access, jobs and record need {LEAST:.0f} % in each file.")


def is_low(name: str, file: dict) -> bool:
    return bool(GUARDED.search(name)) and file["summary"]["percent_covered"] < LEAST


def shares_of_rooms(files: dict[str, dict]) -> list[tuple[str, float]]:
    """Each room with its share in percent, and all of them together at the end."""
    covered, whole = Counter(), Counter()
    for name, file in files.items():
        counts = file["summary"]
        met = counts["covered_lines"] + counts["covered_branches"]
        for room in ("/".join(Path(name).parent.parts[:2]), "in all"):
            covered[room] += met
            whole[room] += met + counts["missing_lines"] + counts["missing_branches"]
    rooms = sorted(room for room in whole if whole[room] and room != "in all")
    return [(room, 100 * covered[room] / whole[room]) for room in (*rooms, "in all")]


def missing(places: list) -> str:
    return ", ".join("→".join(map(str, one)) if isinstance(one, list) else str(one) for one in places) or "none"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
