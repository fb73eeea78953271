import java.util.Map;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets whom a transaction is for. */
public final class Tenant {
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    /** Both must be of the same data source: the client then works on the transaction's connection. */
    public Tenant(JdbcClient jdbc, PlatformTransactionManager transactionManager) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
    }

    /**
     * Runs work in a transaction of its own that is for one tenant; methods with @Transactional that it calls join it.
     *
     * @param settings for example Map.of("app.tenant_id", tenantId), from what you have verified, never from a request's body
     */
    public <T> T in(Map<String, String> settings, Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException("a tenant's transaction cannot begin inside of another one");
        }
        String[] keys = settings.keySet().toArray(String[]::new);
        String[] values = settings.values().toArray(String[]::new);
        return transactions.execute(status -> {
            jdbc.sql("SELECT set_config(key, value, true) FROM unnest(?::text[], ?::text[]) AS setting (key, value)")
                    .param(keys)
                    .param(values)
                    .query(String.class)
                    .list();
            return work.get();
        });
    }
}
