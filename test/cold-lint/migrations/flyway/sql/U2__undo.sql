-- undo: only run when somebody undoes
DROP TABLE public.invoice;
