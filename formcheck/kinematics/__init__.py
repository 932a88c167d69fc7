"""Landmarks, angles and signals: plain numbers. This package imports no other one."""
