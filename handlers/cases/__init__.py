"""Complaints, purchase requests and whatever else runs its own way beside an order."""
