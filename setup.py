"""Only what pyproject.toml cannot say: a wheel carries the folders beside src/, too. See `halsogap.settings.ROOT`."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

BESIDE = ("app.py", "pages", ".streamlit", "data/catalog", "data/demo", "data/figures.toml", "geo", "static")
"""What the app and the command line read beside the package; in a wheel it lies in halsogap/_root."""


class BuildWithFolders(build_py):
    """Copies them into the wheel. An editable installation finds them where they are."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "halsogap" / "_root"
        shutil.rmtree(target, ignore_errors=True)
        for name in BESIDE:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if Path(name).is_dir():
                shutil.copytree(name, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
            else:
                shutil.copy(name, target / name)


setup(cmdclass={"build_py": BuildWithFolders})
