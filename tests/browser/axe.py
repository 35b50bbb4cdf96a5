"""What axe-core sees of a page: WCAG 2.1 AA, as far as a machine can."""

from __future__ import annotations

from typing import Any

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
GRAVE = ("serious", "critical")


def violations(frame: Any, script: str) -> list[str]:
    """Every grave violation, Streamlit's own too: rule, element, what is wrong. `script` is axe-core's."""
    # A tooltip that is fading in has, for that moment, the contrast of a half-seen one.
    frame.evaluate(
        "Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity)"
        ".map(a => a.finished.catch(() => null)))"
    )
    frame.evaluate(script)
    # From within the frame it is in: the frame's own page is looked at by itself.
    found = frame.evaluate("(options) => axe.run(document, {...options, iframes: false})", RULES)
    return [
        f"{rule['id']}: {node['html'][:300]} {node['failureSummary'][:300]}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
