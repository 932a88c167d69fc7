"""Streamlit entry at the top of the checkout: `streamlit run app.py`."""

from formcheck.ui.main import main

if __name__ == "__main__":
    main()
