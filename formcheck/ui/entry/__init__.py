"""The scripts that Streamlit runs.

They have a folder of their own. Beside a folder `pages`, Streamlit would read that folder as its
own pages, and say "Page not found" to a person who opens the address of one.
"""
