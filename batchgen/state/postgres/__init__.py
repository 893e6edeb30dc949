"""A campaign in a PostgreSQL database: the same jobs and attempts, under the same statements."""
