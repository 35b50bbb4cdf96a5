"""Polygons: municipalities and counties, files of areas, geometry for the browser."""
