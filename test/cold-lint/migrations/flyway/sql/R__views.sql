CREATE OR REPLACE VIEW public.invoice_view AS SELECT * FROM public.invoice;
GRANT SELECT ON public.invoice_view TO fly_app;
