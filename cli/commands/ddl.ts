import { readConfig } from '../../runtime/config/read-config.ts'
import { allStatements } from '../../services/warehouse/ddl/migrate.ts'

export interface DdlOptions {
  /** Name of the cluster; default: CLICKHOUSE_CLUSTER. */
  readonly cluster?: string
  readonly database: string
}

/** `pulse ddl`: every statement that a new warehouse gets, for operators who apply them by hand. */
export async function ddl({ cluster, database }: DdlOptions): Promise<void> {
  const name = cluster ?? readConfig(process.env).clickhouseCluster
  for (const statement of allStatements({ cluster: name }, database))
    process.stdout.write(`${statement};\n\n`)
}
