"""The floor: an empty rerun. A selectbox and a text in a fragment, under the project's own settings."""

import json
import os

import streamlit as st

names = json.loads(os.environ["BENCH_INDICATORS"])


@st.fragment
def explore() -> None:
    """Show what is chosen."""
    slug = st.selectbox("Nyckeltal", list(names), format_func=names.__getitem__, key="control_indicator")
    st.text(f"Valt: {slug}")


explore()
