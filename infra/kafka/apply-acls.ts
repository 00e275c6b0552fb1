/**
 * Gives each service its rights on a Kafka cluster, and no others: `node --import tsx infra/kafka/apply-acls.ts`.
 *
 * Signs in as the environment says (KAFKA_BROKERS, KAFKA_SSL_*, KAFKA_SASL_*), which has to be somebody who may alter
 * ACLs, and may be given again at any time. KAFKA_TOPIC_PREFIX goes before every name.
 *
 *     --check     changes nothing; exit status 1 if anything differs
 *     --remove    also takes away rights of these principals that are not ours
 *     --print     prints the rights, without a cluster: infra/kafka/acls.txt
 */
import { parseArgs } from 'node:util'
import { acls, aclsText } from './acls.ts'
import { connectAdmin } from './connect-admin.ts'
import { aclText, applyAcls, compareAcls } from './kafka-acls.ts'

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, remove: { type: 'boolean' }, print: { type: 'boolean' } },
})

if (values.print) {
  process.stdout.write(aclsText(acls({ prefix: process.env.KAFKA_TOPIC_PREFIX ?? '' })))
} else {
  const { admin, config, close } = await connectAdmin(process.env)
  try {
    const { topicPrefix: prefix } = config
    const wanted = acls({ prefix })
    const { added, foreign } = values.check
      ? await compareAcls(admin, wanted, { prefix })
      : await applyAcls(admin, wanted, { prefix, removeForeign: values.remove === true })
    for (const entry of added) process.stdout.write(`+ ${aclText(entry)}\n`)
    for (const entry of foreign) process.stdout.write(`${values.remove ? '-' : '?'} ${aclText(entry)}\n`)
    process.stdout.write(
      `${added.length} ${values.check ? 'missing' : 'added'}, ${foreign.length} not ours\n`,
    )
    if (values.check && added.length + foreign.length > 0) process.exitCode = 1
  } finally {
    await close()
  }
}
