"""Hälsogap: the page registry and the shared frame."""

from halsogap.ui import frame

# Each page's url path differs from its file's stem: with a pages/ folder Streamlit would otherwise answer a cold deep
# link with the bare page, past this frame.
frame.render(
    {
        "see": [("pages/home.py", "start", "start"), ("pages/map.py", "map", "karta")],
        "compare": [
            ("pages/development.py", "development", "utveckling"),
        ],
        "about": [
            ("pages/indicators.py", "indicators", "nyckeltal"),
            ("pages/data.py", "data", "data-och-metod"),
        ],
    }
)
