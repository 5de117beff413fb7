"""What keeps chapters and package one: extraction, the set-up cell, the rules for notebooks."""
