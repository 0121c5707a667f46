"""A trainer that plans itself: from labelled images to a pair of networks (see docs/training.md)."""
