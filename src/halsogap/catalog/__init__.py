"""What is measured: the catalogue, what is added to it, unit costs, the report's figures."""
