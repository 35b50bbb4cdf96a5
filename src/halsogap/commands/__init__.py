"""The commands of `halsogap`: those that put values in force, those that read them, and `add`."""
