"""The publisher: reads and runs the chapters, extracts the package, builds the pages."""
