"""The treaty with the outside: what is read and answered under ``/api/v1``, and nothing else."""
