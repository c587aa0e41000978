"""noon's rules for ReturnConnect as pure functions: windows, who may write, the next action, the steps."""
