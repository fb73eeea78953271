create table public.profiles (
  id uuid references auth.users not null primary key,
  updated_at timestamp with time zone,
  username text unique
);
create table public.todos (id bigint primary key, user_id uuid references auth.users not null);
-- found: rls-not-forced
alter table public.todos enable row level security;
-- found: rls-open-policy, rls-policy-public
create policy "Public todos" on todos for select using ( true );
-- found: rls-policy-public
create policy "own insert" on todos for insert with check ( auth.uid() = user_id );
-- found: rls-policy-public, rls-policy-user-editable
create policy "editors" on todos for update using ( (auth.jwt() -> 'user_metadata' ->> 'role') = 'editor' );
-- found: definer-without-search-path, grant-public-execute-definer
create function public.handle_new_user()
returns trigger
language plpgsql
security definer
as $$
begin
  insert into public.profiles (id) values (new.id);
  return new;
end;
$$;
create trigger on_auth_user_created
  after insert on auth.users
  for each row execute procedure public.handle_new_user();
-- found: view-bypasses-rls
create view public.todo_view as select * from public.todos;
-- found: grant-truncate-references-trigger, rls-truncate-granted, table-open-to-requests
grant all on all tables in schema public to anon;
-- found: grant-schema-create
grant all on schema public to anon, authenticated;
-- found: grant-public-execute-definer
create function public.delete_all() returns void language sql security definer set search_path = '' as $$ delete from public.todos $$;
grant usage on schema vault to anon;
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
-- found: rls-open-policy, rls-policy-public
create policy "anyone" on storage.objects for all using (true);
