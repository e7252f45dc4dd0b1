"""The practice round: twenty digits that are asked for, and what they say of the network."""
