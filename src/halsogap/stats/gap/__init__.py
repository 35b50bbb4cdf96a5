"""The gap between women and men: its measure, interval, years and ranking."""
