"""Recipes: how each trained model of the book was made. README.md has the commands."""
