// Package tenant sets whom a transaction is for.
package tenant

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// InTenant runs work in a transaction of its own that is for one tenant: committed when work returns nil, rolled back
// otherwise. It takes the pool itself, not a transaction, in which it would be a savepoint.
//
// settings are, for example, {"app.tenant_id": tenantID}, from what you have verified, never from a request's body.
// work must use tx alone: what it asks of the pool runs on another connection, for nobody.
func InTenant(ctx context.Context, pool *pgxpool.Pool, settings map[string]string, work func(tx pgx.Tx) error) error {
	text, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// The cast to text makes the same of it in every query mode of pgx.
		_, err := tx.Exec(ctx, "SELECT set_config(key, value, true) FROM json_each_text($1::text::json)", string(text))
		if err != nil {
			return err
		}
		return work(tx)
	})
}
