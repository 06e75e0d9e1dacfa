"""A convolutional neural network by hand: the reference implementation of the course."""
