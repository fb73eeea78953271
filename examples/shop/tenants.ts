/** How the sample shop's tenants are declared, beside the defaults: its one materialized view cannot be protected. */
export const SHOP_TENANTS = {
  except: [{ schema: "billing", name: "monthly_revenue", reason: "read by the owner's reports only" }],
} as const;
