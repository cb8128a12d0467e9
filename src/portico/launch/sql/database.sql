-- What every Portico database needs before its first migration. Run as a superuser, inside the database,
-- which belongs to portico_owner (create database portico owner portico_owner). Can be run again.
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists btree_gin with schema public;
create extension if not exists fuzzystrmatch with schema public;

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to portico_web, portico_owner', current_database());
    execute format('grant all on database %I to portico_owner', current_database());
end
$$;

revoke create on schema public from public;
grant usage, create on schema public to portico_owner;
grant usage on schema public to portico_web;
-- The new owner of a function must be able to create in its schema.
grant usage, create on schema public to portico_lookup;

-- The web role works on every table the migrations make; row-level security decides the rows.
alter default privileges for role portico_owner in schema public
    grant select, insert, update, delete on tables to portico_web;
alter default privileges for role portico_owner in schema public
    grant usage, select on sequences to portico_web;
alter default privileges for role portico_owner in schema public
    grant select on tables to portico_lookup;
-- Functions open to the web role alone: libraries (triggers, jobs) create theirs in migrations of their own.
-- (Per schema the revoke would change nothing: the default grant to public is global.)
alter default privileges for role portico_owner
    revoke execute on functions from public;
alter default privileges for role portico_owner
    grant execute on functions to portico_web;
