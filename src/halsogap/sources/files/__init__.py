"""Files of values and targets: their encoding, tables and rows."""
