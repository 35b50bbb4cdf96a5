"""SCB: the statistics database, the geodata service, small areas and their vintages."""
