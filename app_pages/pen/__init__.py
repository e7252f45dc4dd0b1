"""What is drawn with: the canvas and its pens, for every page that draws."""
