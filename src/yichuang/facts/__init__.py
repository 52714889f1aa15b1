"""Every event kind of the house, one module per capability. Everybody may import it; only the owner emits its kinds."""
