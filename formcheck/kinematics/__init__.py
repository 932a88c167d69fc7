"""Landmarks, angles and signals: plain numbers, no other room is imported here."""
