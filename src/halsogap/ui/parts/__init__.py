"""What pages share: figures, controls, notes, the map's frame."""
