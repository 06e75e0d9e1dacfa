"""Legal inputs for every exercise, in all the forms that its text allows: to tell mutants apart.

A module for each chapter has LEGAL, from an exercise's name to a function that takes a generator
and returns a list of cases: labels of every dtype and value, images, one-hot rows, negative, large
and tiny numbers, ties, ragged edges, one row, one class, 3 to 12 classes, bytes, float32 and
float64, arrays that are not contiguous.
"""
