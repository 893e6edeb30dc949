"""Commands about campaigns in a database, which many machines may use."""
