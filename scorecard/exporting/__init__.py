"""What leaves the program as bytes or as a document: assessments for machines, empty forms for facts. Never reads the store."""
