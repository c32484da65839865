"""A small consortium of Rounds instances on loopback, for the demo and for tests."""
