"""The Streamlit pages: they ask and show, and judge nothing themselves."""
