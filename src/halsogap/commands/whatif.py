"""The command that asks: what would it be worth if every area matched the best?"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import pandas as pd
import typer

from halsogap import settings
from halsogap.catalog import unit_costs
from halsogap.commands.reading import resolve
from halsogap.commands.session import Result, Session, command, records
from halsogap.costs import UnitCost
from halsogap.errors import Unanswerable, UnknownName, did_you_mean
from halsogap.figures.provenance import provenance
from halsogap.geography import area_index
from halsogap.i18n import words
from halsogap.model import Indicator, Level, Sex
from halsogap.reading.whatif import evidence as read_evidence
from halsogap.stats.tolerance import order
from halsogap.stats.whatif.answer import Answer, Question, what_if
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.gains import curve, how_many
from halsogap.stats.whatif.menu import OF_ONE_SEX, Kind, Reference
from halsogap.stats.whatif.savings import Saving, saving
from halsogap.stats.whatif.simulation import DRAWS, SEED

REFERENCES = f"{', '.join(kind for kind in Kind if kind not in (Kind.AREA, Kind.NUMBER))}, area:CODE or number:VALUE"


def register(program: typer.Typer) -> None:
    """Give `program` the command of this module."""
    command(program, "whatif")(whatif)


def whatif(
    session: Session,
    indicator: Annotated[str, typer.Argument(help="Slug or Kolada id: fallskador_80, N20402.")],
    level: Annotated[Level, typer.Option(help="Whose areas: lan or kommun.")] = Level.LAN,
    year: Annotated[int | None, typer.Option(help="Year of the rates. [default: the latest]")] = None,
    sex: Annotated[
        Sex | None, typer.Option(help="Women (K), men (M) or both together (T). [default: T, or whose rates change]")
    ] = None,
    reference: Annotated[str, typer.Option(help=f"Whom to match: {REFERENCES}.")] = str(Kind.BEST),
    share: Annotated[float, typer.Option(help="How much of the way: 1, 0.5, 0.25.")] = 1.0,
    population_year: Annotated[
        int | None, typer.Option(help="Year of the population counted in. [default: that of the rates]")
    ] = None,
    unit_cost: Annotated[
        str | None, typer.Option(help="What an event costs: SEK, or an id of the catalogue's. [default: its first]")
    ] = None,
    draws: Annotated[int, typer.Option(min=100, max=1_000_000, help="Draws of the simulation.")] = DRAWS,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same numbers.")] = SEED,
) -> Result:
    """Say what would be avoided, and what it would be worth, if every area matched a reference.

    Prints the reference, the people or events avoided a year with their 95 % interval, the noise floor (what identical
    areas would show by chance), the saving, and a row an area. Women and men are answered apart, and never summed.
    """
    catalog, snapshot = session.catalog, session.snapshot()
    slug = resolve(indicator, catalog, snapshot)[0]
    if slug not in catalog:
        raise UnknownName(f"{slug!r} is stored but not in the catalogue.", f"`halsogap add {slug}` describes it.")
    about = catalog[slug]
    evidence = read_evidence(session.reader, slug, level)
    whom = Reference.parse(reference)
    sex = sex or OF_ONE_SEX.get(whom.kind, (Sex.T,))[0]
    asked = Question(year or evidence.latest(sex), sex, whom, share, population_year)
    cost = _cost(unit_cost, slug)
    answer = what_if(evidence, asked, draws=draws, seed=seed)
    apart = _apart(evidence, asked, draws, seed) if sex is Sex.T else {}
    worth = saving(answer.interval, cost) if cost else None
    areas = answer.rows()
    areas.insert(1, "name", [area_index()[code].name for code in areas["area"]])
    demo = snapshot.manifest.demo
    source = provenance(session.reader, [about], words("en")).row(computed=True)
    data = {
        "indicator": slug,
        "series": list(about.kpis),
        "counted": about.people.noun.en if about.people else "people or events",
        "level": str(level),
        "year": asked.year,
        "population_year": population_year or asked.year,
        "sex": str(sex),
        "share": share,
        "reference": _reference(asked.reference, answer),
        **_plain(answer),
        "by_sex": {str(one): of for one, of in apart.items()},
        "saving": _saving(worth, cost),
        "half_of_it": how_many(curve(areas)),
        "without": list(answer.match.basis.without),
        "draws": draws,
        "seed": seed,
        "source": source,
        "snapshot": snapshot.id,
        "areas": records(areas),
    }
    return Result(_text(about, data, areas), data, areas.assign(source=source), demo=demo)


def _apart(evidence: Evidence, asked: Question, draws: int, seed: int) -> dict[Sex, dict[str, Any]]:
    """What women's and men's own answers to the same question say, or why there is none."""
    by_sex: dict[Sex, dict[str, Any]] = {}
    for one in (Sex.K, Sex.M) if evidence.indicator.by_sex else ():
        try:
            by_sex[one] = _plain(what_if(evidence, replace(asked, sex=one), draws=draws, seed=seed))
        except Unanswerable as error:
            by_sex[one] = {"avoided": None, "reason": str(error)}
    return by_sex


def _cost(wanted: str | None, slug: str) -> UnitCost | None:
    """The unit cost asked for: typed in, by its id, or the catalogue's first of the indicator; None without any."""
    known = unit_costs.load(settings.CATALOG_DIR)
    if wanted is None:
        return next((cost for cost in known if slug in cost.indicators), None)
    try:
        return unit_costs.typed(float(wanted), slug)
    except ValueError:
        chosen = next((cost for cost in known if cost.id == wanted), None)
    if chosen is None:
        ids = [cost.id for cost in known]
        raise UnknownName(
            f"There is no unit cost {wanted!r}.", did_you_mean(wanted, ids) or f"There is {', '.join(ids)}."
        )
    return chosen


def _reference(asked: Reference, answer: Answer) -> dict[str, Any]:
    codes = list(answer.match.chosen.areas)
    one = codes[0] if len(codes) == 1 else None
    return {
        "id": str(asked),
        "area": one,
        "name": area_index()[one].name if one else None,
        "value": answer.match.common_reference,
        "areas": codes,
    }


def _plain(answer: Answer) -> dict[str, Any]:
    return {
        "avoided": answer.avoided,
        "reference_value": answer.match.common_reference,
        "interval": {"lower": answer.interval.lower, "upper": answer.interval.upper, "confidence": 0.95},
        "without_chance": answer.true,
        "noise_floor": {"mean": answer.floor.mean, "upper": answer.floor.upper},
    }


def _saving(worth: Saving | None, cost: UnitCost | None) -> dict[str, Any] | None:
    if worth is None or cost is None:
        return None
    return {
        "amount": worth.amount,
        "low": worth.low,
        "high": worth.high,
        "payers": {str(payer): amount for payer, amount in worth.payers.items()},
        "unit_cost": {
            "id": cost.id,
            "amount": cost.amount,
            "low": cost.low,
            "high": cost.high,
            "price_year": cost.price_year,
            "covers": cost.covers.en,
            "source": cost.source,
        },
    }


def _in_short(of: dict[str, Any]) -> str:
    if of["avoided"] is None:
        return str(of["reason"])
    interval, floor = of["interval"], of["noise_floor"]
    limits = f"95 %: {interval['lower']:,.1f} to {interval['upper']:,.1f}"
    return f"{of['avoided']:,.1f} ({limits}; by chance {floor['mean']:,.1f})"


def _text(indicator: Indicator, data: dict[str, Any], areas: pd.DataFrame) -> str:
    reference, interval, floor, worth = (data[name] for name in ("reference", "interval", "noise_floor", "saving"))
    value = "" if reference["value"] is None else f", {reference['value']:,.1f}"
    lines = [
        f"{indicator.name.en}, {data['level']}, {data['year']} ({data['sex']})",
        f"Reference    {reference['name'] or reference['id']}{value}",
        f"Avoided      {data['avoided']:,.1f} {data['counted']} a year (95 %: {interval['lower']:,.1f} to "
        f"{interval['upper']:,.1f})",
        f"By chance    about {floor['mean']:,.1f} of them would show if all areas were alike; one time in twenty "
        f"{floor['upper']:,.1f} or more",
    ]
    for label, of in (("Women", data["by_sex"].get("K")), ("Men", data["by_sex"].get("M"))):
        if of:
            lines.append(f"{label:<13}{_in_short(of)}")
    if worth:
        cost = worth["unit_cost"]
        priced = f", prices of {cost['price_year']}" if cost["price_year"] else ", price year not stated"
        lines.append(
            f"Saving       {worth['amount'] / 1e6:,.1f} million SEK a year ({worth['low'] / 1e6:,.1f} to "
            f"{worth['high'] / 1e6:,.1f}), at {cost['amount']:,.0f} SEK each ({cost['source']}{priced})"
        )
    gaining = int((areas["avoided"] > 0).sum())
    lines.append(f"Half of it   in {data['half_of_it']} of {len(areas)} areas ({gaining} have something to gain)")
    if data["without"]:
        lines.append(f"Without      {len(data['without'])} areas lack a value: {', '.join(data['without'])}")
    rows = areas.iloc[order(areas["avoided"], falling=True)][
        ["area", "name", "rate", "reference", "people", "avoided", "lower", "upper", "per_1000"]
    ]
    return "\n".join([*lines, "", rows.to_string(index=False, float_format="{:,.1f}".format), "", f"{data['source']}."])
