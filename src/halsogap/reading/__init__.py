"""What is asked of what is stored: no Streamlit, the same for pages, command line and notebooks."""
