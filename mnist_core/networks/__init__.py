"""What can be trained: the networks by name, and what a Keras network is made of."""
