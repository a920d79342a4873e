"""The pages: each a frozen dataclass that its template gets, the function that fills it, and nothing else."""
