"""Entry script: ``streamlit run app.py``."""

from assessment.ui.navigation import main

main()
