-- found: rls-policies-without-rls
ALTER TABLE public.invoice DISABLE ROW LEVEL SECURITY;
