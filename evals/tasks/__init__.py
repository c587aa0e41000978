"""The tasks: one module for each family of data sets, told apart by the first word of a file's name."""
