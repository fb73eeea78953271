/** What this needs of a generated `PrismaClient`, wherever your generator writes it. */
interface Client<Transaction> {
  // A transaction's client has none: so it cannot be given, in which this would be a savepoint.
  $connect(): Promise<void>;
  $transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** What this needs of the client that an interactive transaction gets. */
interface Raw {
  $queryRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<unknown>;
}

/**
 * Runs `work` in an interactive transaction of its own that is for one tenant.
 *
 * @param settings for example `{ "app.tenant_id": tenantId }`, from what you have verified, never from a request's body.
 * @param work gets the transaction's own client. What it asks of the outer `prisma` runs on another connection, for nobody.
 */
export function inTenant<T, Transaction extends Raw>(
  prisma: Client<Transaction>,
  settings: Readonly<Record<string, string>>,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return prisma.$transaction(async (transaction) => {
    const text = JSON.stringify(settings);
    await transaction.$queryRaw`SELECT set_config(key, value, true) FROM json_each_text(${text}::text::json)`;
    return work(transaction);
  });
}
