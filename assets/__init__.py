"""The outside world: Dagster assets, checks, sensors and schedules, the archive, transports and the command line."""
