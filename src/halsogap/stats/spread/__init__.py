"""How far areas lie from each other."""
