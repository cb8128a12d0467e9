"""The twenty-four scripted stories of the demo, written through the services: see `play.py`."""
