"""Synthetic people written by COPY, in the shapes the services give: see `writer.py`."""
