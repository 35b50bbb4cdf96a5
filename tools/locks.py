"""The locks, for every platform, from the ranges in pyproject.toml: requirements.txt and requirements-dev.txt.

python tools/locks.py             writes them anew; what is locked stays locked where its range still has it
python tools/locks.py --upgrade   takes the newest of every range
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate")


def write(folder: Path, *options: str) -> None:
    """Write both locks into `folder`, where locks of before are held to.

    Raises
    ------
    subprocess.CalledProcessError
        The ranges cannot be met, or the package index does not answer.
    """
    plain, dev = (folder / name for name in LOCKS)
    project = str(ROOT / "pyproject.toml")
    _uv([*COMPILE, *options, project, "-o", str(plain)])
    _uv([*COMPILE, *options, "--extra", "dev", "-c", str(plain), project, "-o", str(dev)])
    with plain.open("a", encoding="utf-8") as file:
        file.write("-e .\n")


def _uv(arguments: Sequence[str]) -> None:
    subprocess.run([Path(sys.executable).parent / "uv", *arguments], check=True, cwd=ROOT)


if __name__ == "__main__":
    write(ROOT, *sys.argv[1:])
