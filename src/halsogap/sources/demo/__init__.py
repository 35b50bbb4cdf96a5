"""Demo values and areas, made by the project and calibrated to published extremes."""
