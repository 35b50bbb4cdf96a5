"""What the map page shows, read and computed once a rerun: values, map views, classes, the whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from halsogap.figures.address import Selection
from halsogap.figures.map.choices import Choices
from halsogap.figures.names import with_names
from halsogap.geography import JoinReport
from halsogap.i18n import Words
from halsogap.model import Indicator, Sex
from halsogap.reading.reader import Reader
from halsogap.stats.classes import Classes
from halsogap.stats.map_view import MapView, map_views, shared_classes, views_of_sexes


@dataclass(frozen=True)
class Reading:
    """One indicator, year and level.

    `table` has one row an area (`code`, `name`, `parent`, `K`, `M`, `T`, statuses), `report` is its join's, `whole` the
    values by sex of all that the map shows together.
    """

    choices: Choices
    reader: Reader
    indicator: Indicator
    table: pd.DataFrame
    report: JoinReport
    whole: dict[Sex, float]

    @property
    def choice(self) -> Selection:
        """What is shown."""
        return self.choices.selection

    @property
    def period(self) -> int:
        """The year."""
        return self.choice.period or 0

    @cached_property
    def map_views(self) -> list[MapView]:
        """The maps: women and men, the total, or the gap."""
        return map_views(self.table, self.whole, self.choice.view, self.choice.measure, self.indicator.better)

    @cached_property
    def by_sex(self) -> list[MapView]:
        """Women, men and total, whichever of them the map shows: for the table and the panel."""
        return views_of_sexes(self.table, self.whole, self.indicator.better)

    @cached_property
    def classes(self) -> Classes | None:
        """The classes that the maps share; None where no area has a value."""
        return shared_classes(self.map_views, self.choice.scheme, self.choice.classes, self.indicator.better)


def reading(choices: Choices, reader: Reader, words: Words) -> Reading:
    """Read what the map page shows. Areas are called as the language has it."""
    choice = choices.selection
    indicator, period = reader.catalog()[choice.indicator], choice.period or 0
    table, report = reader.area_table(indicator.slug, choice.level, period, choice.within)
    whole = reader.whole_of(indicator.slug, choice.level, period, choice.within)
    return Reading(choices, reader, indicator, with_names(table, choice.level, words), report, whole)
