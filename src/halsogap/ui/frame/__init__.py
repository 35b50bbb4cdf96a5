"""The frame round all pages: navigation, language, the DEMO band, faults, fetching."""
