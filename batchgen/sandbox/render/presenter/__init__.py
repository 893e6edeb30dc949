"""The presenter: drawn or trained, still or in motion."""
