-- Roles. The next line is only a comment and must not be found:
-- GRANT ALL ON SCHEMA public TO PUBLIC;
/* CREATE ROLE evil SUPERUSER;
   /* nested: ALTER ROLE evil BYPASSRLS; */
   DROP POLICY p ON t; */
-- found: role-superuser-login
CREATE ROLE app_admin LOGIN SUPERUSER;
-- found: password-plaintext-input
CREATE ROLE app LOGIN PASSWORD 'hunter2';
-- found: role-bypassrls-login
ALTER ROLE app BYPASSRLS;
-- found: role-createdb-login, role-createrole-login
CREATE USER deployer CREATEROLE CREATEDB;
-- found: role-replication-login
ALTER USER deployer REPLICATION;
-- found: password-plaintext-input
CREATE ROLE legacy LOGIN PASSWORD 'md5d9f2f1d2a8b24b0d1d8a5b7f9e8a4c11';
-- found: role-member-of-server-access
GRANT pg_execute_server_program TO app;
-- found: role-member-of-server-access
GRANT pg_read_server_files, pg_write_server_files TO "Report User";
-- found: role-admin-option, role-member-of-superuser
GRANT app_admin TO app WITH ADMIN OPTION;
-- found: setting-row-security-off
ALTER ROLE app SET row_security = off;
-- found: setting-triggers-off
ALTER ROLE app SET session_replication_role = replica;
ALTER ROLE app SET search_path = "$user", public;
-- found: role-member-of-data-access
GRANT pg_read_all_data TO app;
-- found: role-member-of-table-owner
GRANT postgres TO app;
-- found: database-setting-unsafe
ALTER DATABASE prod SET app.tenant_id = '00000000-0000-0000-0000-000000000001';
ALTER ROLE legacy PASSWORD NULL;
CREATE ROLE reporting NOLOGIN;
GRANT reporting TO app;
SET password_encryption = 'md5';
-- found: role-superuser-login
ALTER ROLE "App-User" WITH SUPERUSER;
