"""The stylesheet says each thing once: of two rules for one name the later half of the first would live on unseen."""

import re
from collections import Counter

from halsogap.settings import ROOT


def test_no_name_has_two_rules() -> None:
    text = (ROOT / "static" / "halsogap.css").read_text(encoding="utf-8")
    names = Counter(re.findall(r"^(\.[\w-]+) \{", text, re.MULTILINE))
    assert [name for name, count in names.items() if count > 1] == []
