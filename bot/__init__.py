"""The process: settings, receiving, delivery, drivers and texts."""
