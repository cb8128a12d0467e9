-- The three roles of a Portico database. Run as a superuser (or a role with CREATEROLE), once a server.
-- Passwords are set apart: \password portico_owner, \password portico_web.
--
-- portico_owner   owns the tables and runs the migrations, nothing else
-- portico_web     everything that serves people: screens, jobs, tests; walled by row-level security
-- portico_lookup  nobody signs in as it: it owns the look-up functions that may see past the wall
do $$
begin
    if not exists (select from pg_roles where rolname = 'portico_owner') then
        create role portico_owner login;
    end if;
    if not exists (select from pg_roles where rolname = 'portico_web') then
        create role portico_web login;
    end if;
    if not exists (select from pg_roles where rolname = 'portico_lookup') then
        create role portico_lookup nologin;
    end if;
end
$$;

-- So that a migration can hand a function over: alter function … owner to portico_lookup.
grant portico_lookup to portico_owner;
