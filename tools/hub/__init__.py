"""A JupyterHub on which a class works through the book, and a trial of it on one machine."""
