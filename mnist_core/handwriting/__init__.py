"""Writing that the program does itself: digits, letters, signs, scribbles. Knows no pixels."""
