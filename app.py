"""Hälsogap: the page registry and the shared frame."""

from halsogap.ui import frame

# Each page's url path differs from its file's stem: with a pages/ folder Streamlit would otherwise answer a cold deep
# link with the bare page, past this frame.
frame.render(
    {
        "see": [
            ("pages/map.py", "map", "karta"),
            ("pages/gap.py", "gap", "konsgap"),
        ],
        "compare": [
            ("pages/comparison.py", "comparison", "jamfor"),
            ("pages/development.py", "development", "utveckling"),
        ],
        "follow": [("pages/goals.py", "goals", "maluppfyllelse")],
        "near": [
            ("pages/profile.py", "profile", "omradesprofil"),
            ("pages/own_data.py", "own_data", "egna-data"),
        ],
        "about": [
            ("pages/indicators.py", "indicators", "nyckeltal"),
            ("pages/data.py", "data", "data-och-metod"),
        ],
    }
)
