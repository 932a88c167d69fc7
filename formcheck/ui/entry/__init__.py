"""The scripts that Streamlit runs.

They have a folder of their own because Streamlit takes a folder `pages` beside a script for pages
of its own making, and then says "Page not found" to somebody who opens the address of one.
"""
