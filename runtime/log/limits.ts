/**
 * Largest record, key and value and headers together: what Kafka's default `message.max.bytes`
 * (1,048,588) lets through with room for its own envelope.
 */
export const MAX_RECORD_BYTES = 1_000_000
