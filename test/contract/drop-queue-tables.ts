/** Drops BullMQ's schema under its workers. PostgreSQL may refuse one try, when a worker holds what the drop wants in another order. */
export async function dropQueueTables(query: (text: string) => Promise<unknown>): Promise<void> {
  const DEADLOCK = '40P01';
  for (;;) {
    try {
      await query('DROP SCHEMA IF EXISTS bullmq CASCADE');
      return;
    } catch (error) {
      if ((error as { readonly code?: string }).code !== DEADLOCK) throw error;
    }
  }
}
