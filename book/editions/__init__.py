"""What a class is handed: chapters and pages without solutions, and a search for leaks."""
