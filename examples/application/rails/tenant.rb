require "active_record"
require "json"

# Sets whom a transaction is for.
module Tenant
  # Runs the block in a transaction of its own that is for one tenant: all of this thread's queries by +base+'s connection.
  #
  # +settings+ are, for example, { "app.tenant_id" => tenant_id }, from what you have verified, never from a request's body.
  def self.in(settings, base: ActiveRecord::Base)
    base.connection_pool.with_connection do |connection|
      # It would join the outer one, and what follows it there would be for the inner one's tenant.
      # The transaction around a test is not joinable, and does not count.
      raise "a tenant's transaction cannot begin inside of another one" if connection.current_transaction.joinable?

      # The query cache knows a query by its text: it would give one tenant's rows to the next.
      connection.clear_query_cache
      connection.transaction do
        connection.exec_query(
          "SELECT set_config(key, value, true) FROM json_each_text($1::json)", "Tenant", [JSON.generate(settings)]
        )
        yield
      end
    ensure
      connection.clear_query_cache
    end
  end
end
