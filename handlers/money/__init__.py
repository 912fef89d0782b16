"""Asking customers for money and recording what came."""
