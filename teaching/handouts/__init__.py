"""What a class is handed: zips to work through, pages without solutions, a search for leaks."""
