"""The floor: the smallest page that answers a click."""

import streamlit as st

st.title("One radio")
choice = st.radio("Level", ["0", "1", "2", "3", "4"], index=None, key="level-0")
st.write("Chosen:", choice)
