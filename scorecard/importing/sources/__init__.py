"""Files as they are: grids of cells or lines of text, whatever the file was; every file read in a process of its own. What they mean is read one floor up."""
