CREATE TABLE public.base (id int primary key);
