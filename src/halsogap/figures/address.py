"""The address of a view: every choice as language-neutral ids in the URL, and back again.

Nothing here knows Streamlit: a link is a mapping of texts. What a stale or forged link says is checked against what
there is; what does not hold falls back to something near, with a note for the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from halsogap.catalog.catalog import Catalog
from halsogap.errors import UnknownName
from halsogap.geography import area_index
from halsogap.i18n import LANGUAGES, Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.schema import CODE_PATTERNS
from halsogap.stats.classes import Scheme
from halsogap.stats.coverage import Coverage
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import View

FEWEST_CLASSES, MOST_CLASSES = 3, 7
DEFAULT_INDICATOR = "fallskador_80"
OWN_SLUGS = ("own_", "own-")
"""How the slugs of what a visitor has brought begin: a link to one opens only for them, and only in that session."""


@dataclass(frozen=True)
class Selection:
    """What the user has chosen. `period` None means the latest; `within` is the code of the country or of a county, and
    on a map of small areas of a municipality too."""

    indicator: str = DEFAULT_INDICATOR
    period: int | None = None
    level: Level = Level.KOMMUN
    view: View = View.SEXES
    measure: Measure = Measure.DIFF
    scheme: Scheme = Scheme.QUANTILES
    classes: int = 6
    within: str = RIKET_CODE
    area: str | None = None
    language: str = "sv"

    @property
    def slug(self) -> str:
        """A file-name stem for what is shown."""
        return "_".join([self.indicator, str(self.period), str(self.level), str(self.view)])


def encode(selection: Selection) -> dict[str, str]:
    """The selection as query parameters. All of them, so that a link keeps its meaning when a default changes."""
    parameters = {
        "indicator": selection.indicator,
        "year": str(selection.period) if selection.period else "",
        "level": str(selection.level),
        "view": str(selection.view),
        "measure": str(selection.measure),
        "scheme": str(selection.scheme),
        "classes": str(selection.classes),
        "within": selection.within if selection.within != RIKET_CODE else "",
        "area": selection.area or "",
        "lang": selection.language,
    }
    return {name: value for name, value in parameters.items() if value}


def decode(parameters: Mapping[str, str], catalog: Catalog, words: Words) -> tuple[Selection, list[str]]:
    """A selection from query parameters, and a note for each that could not be taken at its word.

    Parameters the app does not know are left alone; a value that does not exist falls back to the default.
    """
    chosen, notes = Selection(), []

    def take(name: str, field: str, convert: Callable[[str], object], now: Callable[[Selection], str]) -> None:
        nonlocal chosen
        given = parameters.get(name)
        if not given:
            return
        try:
            chosen = replace(chosen, **{field: convert(given)})  # type: ignore[arg-type]
        except (ValueError, UnknownName):
            if name == "indicator" and given.startswith(OWN_SLUGS):
                notes.append(words("brought.link_unknown", shown=now(chosen)))
                return
            notes.append(words("note.link_unknown", what=words(f"link.{name}"), given=_clip(given), shown=now(chosen)))

    def language(given: str) -> str:
        if given not in LANGUAGES:
            raise ValueError(given)
        return given

    take("lang", "language", language, lambda s: words(f"app.{s.language}"))
    take("indicator", "indicator", lambda slug: catalog[slug].slug, lambda s: words.of(catalog[s.indicator].name))
    take("year", "period", _year, lambda s: words("link.latest_year"))
    take("level", "level", _mapped_level, lambda s: words(f"level.{s.level}"))
    take("view", "view", View, lambda s: words(f"control.{s.view}"))
    take("measure", "measure", Measure, lambda s: words(f"control.{s.measure}"))
    take("scheme", "scheme", Scheme, lambda s: words(f"scheme.{s.scheme}"))
    take("classes", "classes", _class_count, lambda s: str(s.classes))
    take("within", "within", _area_of(Level.LAN, Level.KOMMUN), lambda s: words("control.whole_country"))
    take("area", "area", _any_area, lambda s: words("panel.riket"))
    return chosen, notes


def settle(selection: Selection, catalog: Catalog, coverage: Coverage, words: Words) -> tuple[Selection, list[str]]:
    """The selection as it can be shown with the values there are, and a note for each choice that had to give way.

    The level falls back to one that has values, the year to the nearest that has, and a view by sex to the total (or
    the other way round) where the indicator is published so. A chosen municipality becomes its county on a map of
    counties; a chosen county is let go on a map of municipalities. On a map of small areas a chosen municipality or
    county is where the map is; on the others a chosen small area becomes its municipality.
    """
    indicator, notes, settled = catalog[selection.indicator], [], selection
    levels = coverage.levels(indicator.slug)
    if not levels:
        return selection, []
    if settled.level not in levels:
        wanted_level, settled = settled.level, replace(settled, level=levels[0])
        spoken = {"wanted": words(f"level.many_{wanted_level}"), "level": words(f"level.many_{settled.level}")}
        gone = wanted_level is Level.OWN and not coverage.has_level(Level.OWN)
        notes.append(words("own_areas.gone" if gone else "note.changed_level", **spoken))
    periods = coverage.periods(indicator.slug, settled.level)
    if settled.period not in periods:
        wanted = settled.period
        nearest = periods[-1] if wanted is None else min(periods, key=lambda p: (abs(p - wanted), -p))
        settled = replace(settled, period=nearest)
        if wanted is not None:
            notes.append(words("note.changed_year", wanted=wanted, year=nearest))
    sexes = coverage.sexes(indicator.slug, settled.level, settled.period or periods[-1])
    if settled.view is not View.TOTAL and not {Sex.K, Sex.M} <= sexes:
        settled = replace(settled, view=View.TOTAL)
        notes.append(words("note.changed_view", year=settled.period))
    elif settled.view is View.TOTAL and Sex.T not in sexes:
        settled = replace(settled, view=View.SEXES)
        notes.append(words("note.changed_view_total"))
    return _at_its_level(settled), notes


def to_level(selection: Selection, level: Level) -> Selection:
    """The selection one step down to small areas, or up from them: what was chosen is where the map goes, and what the
    map was held to is chosen."""
    small, was_small = level in SMALL_LEVELS, selection.level in SMALL_LEVELS
    moved = replace(selection, level=level)
    if small and not was_small and selection.area:
        moved = replace(moved, within=selection.area, area=None)
    elif was_small and not small:
        code = selection.area or (selection.within if selection.within != RIKET_CODE else None)
        moved = replace(moved, within=RIKET_CODE, area=code)
    return _at_its_level(moved)


def _at_its_level(selection: Selection) -> Selection:
    """`area` and `within` as they can be on a map of the selection's level."""
    code, level = selection.area or "", selection.level
    chosen, whole = area_index().get(code), area_index()[selection.within]
    if level in SMALL_LEVELS:
        return replace(selection, area=None, within=code) if chosen else selection
    if whole.level is Level.KOMMUN:
        selection = replace(selection, within=whole.parent)
    if code and not chosen:  # a small area
        code = code[:4]
        chosen, selection = area_index()[code], replace(selection, area=code)
    if chosen and chosen.level is not level:
        selection = replace(selection, area=chosen.parent if level is Level.LAN else None)
    return selection


def _clip(text: str, most: int = 40) -> str:
    return f"”{text[:most]}{'…' if len(text) > most else ''}”"


def _year(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 1900 <= int(given) <= 2100):
        raise ValueError(given)
    return int(given)


def _class_count(given: str) -> int:
    if not (given.isascii() and given.isdigit() and FEWEST_CLASSES <= int(given) <= MOST_CLASSES):
        raise ValueError(given)
    return int(given)


def _mapped_level(given: str) -> Level:
    level = Level(given)
    if level not in (Level.KOMMUN, Level.LAN, *SMALL_LEVELS):
        raise ValueError(given)
    return level


def _any_area(code: str) -> str:
    """A municipality, a county, or what looks like a small area of a municipality; the page knows which there are."""
    small = any(re.fullmatch(CODE_PATTERNS[level], code) for level in SMALL_LEVELS)
    return code if small and code[:4] in area_index() else _area_of(Level.KOMMUN, Level.LAN)(code)


def _area_of(*levels: Level) -> Callable[[str], str]:
    def convert(code: str) -> str:
        if code not in area_index() or area_index()[code].level not in levels:
            raise ValueError(code)
        return code

    return convert
