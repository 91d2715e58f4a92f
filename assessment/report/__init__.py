"""The gap report for reading: one content, written as PDF, HTML, Word and Excel."""
