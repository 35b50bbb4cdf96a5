"""Hälsogap: the page registry and the shared frame."""

from halsogap.ui.frame import frame

# Each page's url path differs from its file's stem: with a pages/ folder Streamlit would otherwise answer a cold deep
# link with the bare page, past this frame.
frame.render(
    {
        "see": [
            ("pages/start.py", "start", "hem"),
            ("pages/map.py", "map", "karta"),
            ("pages/gap.py", "gap", "konsgap"),
        ],
        "compare": [
            ("pages/comparison.py", "comparison", "jamfor"),
            ("pages/development.py", "development", "utveckling"),
            ("pages/spread.py", "spread", "spridning"),
        ],
        "follow": [
            ("pages/goals.py", "goals", "maluppfyllelse"),
            ("pages/whatif.py", "whatif", "tank-om"),
        ],
        "near": [
            ("pages/profile.py", "profile", "omradesprofil"),
            ("pages/own_data.py", "own_data", "egna-data"),
            ("pages/own_areas.py", "own_areas", "egna-omraden"),
        ],
        "about": [
            ("pages/indicators.py", "indicators", "nyckeltal"),
            ("pages/data.py", "data", "data-och-metod"),
        ],
    }
)
