-- A table and a partition that come later: both stay closed to the application until the next `pulumi up`.

CREATE TABLE billing.refunds (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  payment_id uuid NOT NULL,
  refunded_at timestamptz NOT NULL DEFAULT now(),
  total billing.amount NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, payment_id) REFERENCES billing.payments
);
CREATE INDEX refunds_payment ON billing.refunds (tenant_id, payment_id);

CREATE TABLE app.events_2027_q2 PARTITION OF app.events FOR VALUES FROM ('2027-04-01Z') TO ('2027-07-01Z');
