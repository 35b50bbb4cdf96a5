"""What it would be worth if every area matched a reference."""
