"""Pure functions over numbers and frames: no disk, no network, no pages."""
