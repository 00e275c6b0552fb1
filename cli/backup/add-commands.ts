import type { Command } from 'commander'

/** The commands of whoever keeps an installation: backup, restore, ddl. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<folder>', 'a folder that does not exist yet')
    .description('copy what cannot be computed again into a folder, while everything runs')
    .option(
      '--warehouse [place]',
      "also ClickHouse's tables; with CLICKHOUSE_URL the place on the server that its BACKUP writes to",
    )
    .addHelpText('after', BACKUP_EXAMPLES)
    .action(async (folder, options) => (await import('../commands/backup.ts')).backup(folder, options))
  program
    .command('restore')
    .argument('<folder>', 'what pulse backup wrote')
    .description('put a backup into an empty PULSE_HOME, or with KAFKA_BROKERS into an empty Kafka')
    .option(
      '--warehouse [place]',
      "also ClickHouse's tables; with CLICKHOUSE_URL from that place of the server",
    )
    .option('--check', 'only compare the files with their checksums')
    .addHelpText('after', RESTORE_EXAMPLES)
    .action(async (folder, options) => (await import('../commands/restore.ts')).restore(folder, options))
  program
    .command('ddl')
    .description('print every statement that creates the tables and views, to apply them by hand')
    .option('--cluster <name>', 'ON CLUSTER, Replicated engines (CLICKHOUSE_CLUSTER)')
    .option('--database <name>', 'database that they are for', 'pulse')
    .addHelpText('after', DDL_EXAMPLES)
    .action(async (options) => (await import('../commands/ddl.ts')).ddl(options))
}

const BACKUP_EXAMPLES = `
Examples:
  pulse backup /backups/2026-11-20                          the log; tables are filled from it again
  pulse backup /backups/2026-11-20 --warehouse              tables of the embedded engine, too
  KAFKA_BROKERS=... pulse backup /backups/2026-11-20        what the sources wrote to Kafka
  CLICKHOUSE_URL=... pulse backup /backups/2026-11-20 --warehouse "Disk('backups', '2026-11-20')"

The folder appears under its name when it is complete; until then it ends with .partial. A backup of either kind can be
restored into either kind.`

const RESTORE_EXAMPLES = `
Examples:
  pulse restore /backups/2026-11-20 --check
  PULSE_HOME=/var/lib/pulse pulse restore /backups/2026-11-20
  PULSE_HOME=/var/lib/pulse pulse restore /backups/2026-11-20 --warehouse
  KAFKA_BROKERS=... KAFKA_TOPIC_PREFIX=second. pulse restore /backups/2026-11-20

A restore that was interrupted is given again. Start the services when it has ended.`

const DDL_EXAMPLES = `
Examples:
  pulse ddl > pulse.sql
  pulse ddl --cluster main --database pulse | clickhouse-client --multiquery --database pulse`
