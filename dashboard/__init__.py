"""Event timelines and maps whose every fact names its source."""
