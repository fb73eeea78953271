insert into public.todos values (1, null);
