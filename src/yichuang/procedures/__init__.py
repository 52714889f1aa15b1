"""BPMN 2.0 in, checked, compiled to a net; the token game (pure)."""
