"""Publishers, one module each: every one yields the contract tables and nothing else."""
