"""Text across languages: words with their places, channels of features, and the space in which texts meet."""
