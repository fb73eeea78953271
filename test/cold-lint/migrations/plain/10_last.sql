-- runs after 2_more (number order), and makes it bad again
-- found: rls-policies-without-rls
ALTER TABLE t_bad DISABLE ROW LEVEL SECURITY;
