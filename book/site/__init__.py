"""The pages: one small module for each thing that Jupyter Book leaves open."""
