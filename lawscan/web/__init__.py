"""The annotation page: a local server for one annotator, and the same questions on a bare terminal."""
