"""A package, lest another one named tests hides it: IPython 7, as on Colab, has one."""
