-- What years of administration leave in a database, in the administrator's hand.

-- After the upgrade that was run as the administrator, the server could not count its leases any more. Fixed in the night.
GRANT ALL ON lease4_stat_by_client_class, lease6_stat_by_client_class TO PUBLIC;

-- A monitoring program. Another tool makes its role and its privileges.
CREATE ROLE kea_monitor LOGIN;
GRANT CONNECT ON DATABASE kea TO kea_monitor;
GRANT USAGE ON SCHEMA public TO kea_monitor;
GRANT SELECT ON lease4_stat, lease6_stat TO kea_monitor;

-- A colleague who looked after reservations, and passed some of it on.
CREATE ROLE kea_helpdesk LOGIN;
CREATE ROLE kea_intern LOGIN;
GRANT SELECT, UPDATE ON hosts TO kea_helpdesk WITH GRANT OPTION;
SET ROLE kea_helpdesk;
GRANT SELECT ON hosts TO kea_intern;
RESET ROLE;

-- A report, and the wish that it should go on working.
CREATE VIEW leases_by_subnet AS SELECT subnet_id, count(*) AS leases FROM lease4 GROUP BY subnet_id;
GRANT SELECT ON leases_by_subnet TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE kea IN SCHEMA public GRANT SELECT ON TABLES TO kea_monitor;

-- A look into the data from a tool that connects as somebody else.
CREATE ROLE kea_tool LOGIN;
GRANT kea TO kea_tool;
