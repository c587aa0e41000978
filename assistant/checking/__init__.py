"""The checker: every do and don't of ReturnConnect, one module a rule, exact spans, safe fixes."""
