"""The same job with stock tools: two folium choropleths side by side under streamlit-folium.

What a stock page gets wrong and is easy to put right is right here, so that the comparison is about the way of working:
scripts come from this server, values and polygons are cached, the polygons are the app's own and as coarse, no colour
scale loads d3, and nothing of the map is returned, so panning does not rerun. There is no panel, legend or table.
"""

import json
import os
from pathlib import Path

import folium
import pandas as pd
import streamlit as st
from shapely import set_precision
from streamlit_folium import st_folium

from halsogap.model import Level, Sex
from halsogap.settings import store_location
from halsogap.sources.municipalities import polygons
from halsogap.sources.polygons.topology import simplified
from halsogap.stats.classes import Scheme, classify
from halsogap.store.area_store import AreaStore
from halsogap.store.store import Store

FOUR_DECIMALS = 1e-4  # about ten metres, as coarse as the app's own quantised geometry
VENDOR = "../../app/static/vendor/leaflet-1.9.4"
folium.Map.default_js = [("leaflet", f"{VENDOR}/leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"{VENDOR}/leaflet.css")]

names = json.loads(os.environ["BENCH_INDICATORS"])
job = json.loads(os.environ["BENCH_JOB"])
level, within = Level(job["level"]), job.get("within", "")
sexes = (Sex.K, Sex.M) if job["view"] == "sexes" else (Sex.T,)


@st.cache_resource
def geometry() -> str:
    """The areas as GeoJSON text, in degrees."""
    if level is Level.KOMMUN:
        frame = polygons(level)
    else:
        held = AreaStore(Path(store_location()) / "areas")
        (edition,) = [edition for edition in held.editions() if edition.level is level]
        frame = simplified(held.polygons(level, edition.vintage, within or None))
    frame = frame.to_crs("EPSG:4326")
    frame.geometry = set_precision(frame.geometry.to_numpy(), FOUR_DECIMALS)
    return str(frame[["geometry"]].to_json(drop_id=False))


@st.cache_resource
def values(slug: str) -> pd.DataFrame:
    """The latest year's values: `area`, `sex`, `value`."""
    snapshot = Store(store_location()).current()
    assert snapshot is not None
    rows = snapshot.observations(slug, level=level)
    rows = rows[rows["area"].str.startswith(within)].dropna(subset=["value"])
    return rows[rows["period"] == rows["period"].max()][["area", "sex", "value"]]


st.set_page_config(layout="wide")
slug = st.selectbox("Nyckeltal", list(names), format_func=names.__getitem__, key="control_indicator")
st.text(f"Valt: {slug}")
chosen = values(slug)
pooled = chosen[chosen["sex"].isin(sexes)]["value"]
classes = classify(pooled, Scheme.QUANTILES, k=6)
assert classes is not None
for column, sex in zip(st.columns(len(sexes)), sexes, strict=True):
    shown = folium.Map(location=(62.5, 17), zoom_start=4, tiles=None)
    choropleth = folium.Choropleth(
        geo_data=geometry(),
        data=chosen[chosen["sex"] == sex],
        columns=["area", "value"],
        key_on="feature.id",
        bins=[classes.low, *classes.upper],
        fill_color="YlGnBu",
        fill_opacity=1,
        line_weight=0.6,
    )
    for name in [name for name in choropleth._children if name.startswith("color_map")]:
        del choropleth._children[name]
    choropleth.add_to(shown)
    with column:
        st_folium(shown, key=str(sex), height=560, use_container_width=True, returned_objects=[])
