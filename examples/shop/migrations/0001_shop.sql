-- A shop that many merchants share. Plain SQL, run as the role that owns the schemas.
--
-- Every table with rows of a merchant has tenant_id as the first column of its primary key, and so of an index: that is
-- what row-level security compares in every statement. Foreign keys take tenant_id along, so that no row can point to
-- another merchant's. Nothing here enables row security or grants anything: the next `pulumi up` does both.

CREATE TYPE app.order_status AS ENUM ('draft', 'placed', 'paid', 'shipped', 'cancelled');

CREATE DOMAIN app.email AS text CHECK (VALUE ~ '^[^@\s]+@[^@\s]+$');

CREATE DOMAIN billing.amount AS numeric(12, 2) CHECK (VALUE >= 0);

CREATE SEQUENCE app.event_ids;

-- The merchants. The key is called tenant_id here too, so that a merchant sees itself and nobody else.
CREATE TABLE app.tenants (
  tenant_id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Shared by all merchants, on purpose: it has no tenant_id. Everybody reads what is in use, only migrations write; without
-- the policies the application's privileges on the schema would let one merchant change what all others see.
CREATE TABLE app.currencies (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
  name text NOT NULL,
  decimals smallint NOT NULL DEFAULT 2,
  in_use boolean NOT NULL DEFAULT true
);
ALTER TABLE app.currencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.currencies FORCE ROW LEVEL SECURITY;
CREATE POLICY currencies_owner ON app.currencies TO CURRENT_USER USING (true) WITH CHECK (true);
-- The stack calls its roles after the database.
DO $$ BEGIN
  EXECUTE format('CREATE POLICY currencies_read ON app.currencies FOR SELECT TO %I, %I USING (in_use)',
                 current_database() || '_app', current_database() || '_readonly');
END $$;

INSERT INTO app.currencies (code, name, decimals) VALUES
  ('EUR', 'Euro', 2),
  ('JPY', 'Yen', 0),
  ('USD', 'US dollar', 2);

CREATE TABLE app.members (
  tenant_id uuid NOT NULL REFERENCES app.tenants ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email app.email NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  -- With tenant_id in it, a refused e-mail address says nothing about other merchants.
  UNIQUE (tenant_id, email)
);

CREATE TABLE app.customers (
  tenant_id uuid NOT NULL REFERENCES app.tenants ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email app.email NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email)
);

CREATE TABLE app.addresses (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  customer_id uuid NOT NULL,
  street text NOT NULL,
  city text NOT NULL,
  country text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES app.customers ON DELETE CASCADE
);
CREATE INDEX addresses_customer ON app.addresses (tenant_id, customer_id);

CREATE TABLE app.products (
  tenant_id uuid NOT NULL REFERENCES app.tenants ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  sku text NOT NULL,
  name text NOT NULL,
  price billing.amount NOT NULL,
  currency text NOT NULL REFERENCES app.currencies,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, sku)
);

CREATE TABLE app.orders (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  customer_id uuid NOT NULL,
  status app.order_status NOT NULL DEFAULT 'draft',
  currency text NOT NULL REFERENCES app.currencies,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES app.customers
);
CREATE INDEX orders_newest ON app.orders (tenant_id, created_at DESC);
CREATE INDEX orders_customer ON app.orders (tenant_id, customer_id);

CREATE TABLE app.order_items (
  tenant_id uuid NOT NULL,
  order_id uuid NOT NULL,
  line smallint NOT NULL CHECK (line > 0),
  product_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  price billing.amount NOT NULL,
  PRIMARY KEY (tenant_id, order_id, line),
  FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, product_id) REFERENCES app.products
);
CREATE INDEX order_items_product ON app.order_items (tenant_id, product_id);

-- What happened, by quarter: old quarters can be detached without touching the rest.
CREATE TABLE app.events (
  tenant_id uuid NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  id bigint NOT NULL DEFAULT nextval('app.event_ids'),
  kind text NOT NULL,
  order_id uuid,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, occurred_at, id)
) PARTITION BY RANGE (occurred_at);
ALTER SEQUENCE app.event_ids OWNED BY app.events.id;
CREATE TABLE app.events_2026_q4 PARTITION OF app.events FOR VALUES FROM ('2026-10-01Z') TO ('2027-01-01Z');
CREATE TABLE app.events_2027_q1 PARTITION OF app.events FOR VALUES FROM ('2027-01-01Z') TO ('2027-04-01Z');
CREATE TABLE app.events_other PARTITION OF app.events DEFAULT;

CREATE TABLE billing.invoices (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  order_id uuid NOT NULL,
  -- Counted by each merchant: one sequence for all would tell how much the others sell.
  number integer NOT NULL CHECK (number > 0),
  issued_on date NOT NULL DEFAULT current_date,
  currency text NOT NULL REFERENCES app.currencies,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  FOREIGN KEY (tenant_id, order_id) REFERENCES app.orders
);
CREATE INDEX invoices_order ON billing.invoices (tenant_id, order_id);

CREATE TABLE billing.invoice_lines (
  tenant_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  line smallint NOT NULL CHECK (line > 0),
  description text NOT NULL,
  total billing.amount NOT NULL,
  PRIMARY KEY (tenant_id, invoice_id, line),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES billing.invoices ON DELETE CASCADE
);

CREATE TABLE billing.payments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  invoice_id uuid NOT NULL,
  paid_at timestamptz NOT NULL DEFAULT now(),
  total billing.amount NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invoice_id) REFERENCES billing.invoices
);
CREATE INDEX payments_invoice ON billing.payments (tenant_id, invoice_id);

-- Runs as whoever calls it, so row security shows it the caller's rows.
CREATE FUNCTION app.order_total(of_tenant uuid, of_order uuid) RETURNS numeric
  LANGUAGE sql STABLE SECURITY INVOKER
  SET search_path = pg_catalog, pg_temp
AS $$
  SELECT coalesce(sum(item.quantity * item.price), 0)
  FROM app.order_items AS item
  WHERE item.tenant_id = of_tenant AND item.order_id = of_order
$$;

-- Runs as its owner, so that no order changes without an event; the tenant comes from a row that has passed the policy.
CREATE FUNCTION app.record_order_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO app.events (tenant_id, kind, order_id, detail)
  VALUES (NEW.tenant_id, 'order ' || NEW.status, NEW.id, pg_catalog.jsonb_build_object('by', session_user));
  RETURN NULL;
END
$$;

CREATE TRIGGER record_order_event AFTER INSERT OR UPDATE OF status ON app.orders
  FOR EACH ROW EXECUTE FUNCTION app.record_order_event();

CREATE VIEW app.open_orders AS
  SELECT tenant_id, id, customer_id, status, created_at, app.order_total(tenant_id, id) AS total
  FROM app.orders
  WHERE status IN ('draft', 'placed');

-- Holds every merchant's rows, and no row security can protect it: the owner's reports read it, nobody else.
CREATE MATERIALIZED VIEW billing.monthly_revenue AS
  SELECT payment.tenant_id, date_trunc('month', payment.paid_at) AS month, sum(payment.total) AS revenue
  FROM billing.payments AS payment
  GROUP BY payment.tenant_id, date_trunc('month', payment.paid_at);
CREATE UNIQUE INDEX monthly_revenue_key ON billing.monthly_revenue (tenant_id, month);
