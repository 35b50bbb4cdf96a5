"""Data in; folium.Map, alt.Chart, HTML or bytes out. No Streamlit here."""
