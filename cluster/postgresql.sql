-- Makes the database that the nodes share. Run once, by an administrator of PostgreSQL 15 or later:
--   psql -v password="'choose one'" -f cluster/postgresql.sql
-- The nodes make their tables themselves, in the schema guardian, when the first of them starts.
CREATE ROLE guardian LOGIN PASSWORD :password CONNECTION LIMIT 500;
CREATE DATABASE guardian OWNER guardian ENCODING 'UTF8' TEMPLATE template0;
