"""A company's working days: asked about, confirmed, and orders looked at anew after a change."""
