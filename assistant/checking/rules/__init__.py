"""One module a rule, named by the rule's id; its docstring is its documentation (`radd explain`)."""
