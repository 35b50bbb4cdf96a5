"""Hälsogap: see and close health gaps on a map."""
