"""情形引导: keeping, evaluating and editing what `domain.situations` means."""
