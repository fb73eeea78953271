-- found: grant-public-table
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
